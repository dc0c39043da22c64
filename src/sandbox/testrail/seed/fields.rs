//! Fields of a seed beside the stock ones.

use crate::sandbox::seed::Error;
use crate::sandbox::testrail::fields::{Field, FieldConfig};

/// The stock fields and those of the seed; one of the same name takes the stock one's place.
pub(super) fn join_fields(
    key: &str,
    stock: Option<Vec<Field>>,
    seed: Option<Vec<Field>>,
) -> Result<Vec<Field>, Error> {
    let mut fields = stock.unwrap_or_default();
    for (place, mut field) in seed.into_iter().flatten().enumerate() {
        let path = format!("{key}[{place}]");
        if field.system_name.is_empty() && !field.name.is_empty() {
            field.system_name = format!("custom_{}", field.name);
        }
        let Some(name) = field.system_name.strip_prefix("custom_") else {
            return Err(Error::value(
                format!("{path}.system_name"),
                "the system name does not begin with custom_",
                "write custom_ and the field's name",
            ));
        };
        if field.name.is_empty() {
            name.clone_into(&mut field.name);
        }
        if field.label.is_empty() {
            field.label.clone_from(&field.name);
        }
        if field.configs.is_empty() {
            let id = format!("00000000-0000-4000-8000-{place:012x}");
            field
                .configs
                .push(FieldConfig::suggested(id, field.type_id));
        }
        let next_id = fields.iter().map(|field| field.id).max().unwrap_or(0) + 1;
        let same = fields
            .iter_mut()
            .find(|known| known.system_name == field.system_name);
        if let Some(known) = same {
            field.id = if field.id == 0 { known.id } else { field.id };
            *known = field;
            continue;
        }
        field.id = if field.id == 0 { next_id } else { field.id };
        if field.display_order == 0 {
            field.display_order = fields.len() as u64 + 1;
        }
        fields.push(field);
    }
    Ok(fields)
}
