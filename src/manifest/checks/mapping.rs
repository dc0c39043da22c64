//! Mappings: what a row says has an effect, and nothing is there twice.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, MappingCode};
use crate::field::folded_name;
use crate::manifest::source::Source;
use crate::manifest::types::{
    AnyRow, Located, MappingSpec, Nullable, RowSpec, ValueKey, ValuesSpec,
};
use crate::model::SourceShape;

/// How many repeated rows of one mapping are listed.
const MAX_REPEATED: usize = 100;

/// Checks one Mapping.
pub(super) fn check_mapping(
    spec: &MappingSpec,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut repeated = Vec::new();
    for (_, row) in &spec.fields.0 {
        let AnyRow(row) = &row.value;
        diagnostics.extend(join_without_list(row, source));
        let options = row.values.0.iter().map(|(_, option)| option);
        // Nothing at all is easily an accident, where `null` is not.
        let blank = options
            .chain(&row.default)
            .filter(|Nullable(option)| option.is_blank());
        diagnostics.extend(
            blank.map(|Nullable(option)| source.error(&option.key, MappingCode::OptionMissing)),
        );
        repeated.extend(repeated_keys(&row.values, source));
    }
    diagnostics.extend(repeated.into_iter().take(MAX_REPEATED));
}

/// `join` needs something to join.
fn join_without_list(row: &RowSpec, source: &Source) -> Option<Diagnostic> {
    let join = row.join.as_ref().filter(|join| !join.is_absent())?;
    let ([only], false) = (row.from.names.as_slice(), row.from.is_list) else {
        return None;
    };
    let is_list = matches!(only.shape(), SourceShape::Names | SourceShape::Links);
    (!is_list).then(|| {
        let code = MappingCode::NothingToJoin {
            source: only.to_string(),
        };
        source.error(&join.span, code)
    })
}

/// Two spellings of one thing.
fn repeated_keys(values: &ValuesSpec, source: &Source) -> Vec<Diagnostic> {
    let mut first: HashMap<ValueKey, &Located<ValueKey>> = HashMap::new();
    let mut diagnostics = Vec::new();
    for (key, _) in &values.0 {
        let (meant, shown) = match &key.value {
            ValueKey::Name(name) => (ValueKey::Name(folded_name(name)), name.clone()),
            id @ ValueKey::Id(number) => (id.clone(), number.to_string()),
        };
        let earlier = *first.entry(meant).or_insert(key);
        if !std::ptr::eq(earlier, key) {
            let code = MappingCode::RowRepeated {
                key: shown,
                first: earlier.place.clone(),
            };
            diagnostics.push(source.error(&key.span, code));
        }
    }
    diagnostics
}
