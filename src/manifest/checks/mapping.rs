//! Mappings: what a row says has an effect, and nothing stands there twice.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::field::{SourceKey, folded_name};
use crate::manifest::document::{Document, pointer_token};
use crate::manifest::problem::Problem;
use crate::manifest::resolve_mapping::source_key;
use crate::model::{CaseSource, SourceShape};

/// How many repeated rows of one mapping are listed.
const MAX_REPEATED: usize = 100;

/// Complains about one Mapping.
pub(super) fn check(document: &Document, problems: &mut Vec<Problem>) {
    let fields = document.value.pointer("/spec/fields");
    let fields = fields.and_then(Value::as_object);
    let mut repeated = Vec::new();
    for (field, row) in fields.into_iter().flatten() {
        let Value::Object(row) = row else {
            continue;
        };
        let pointer = format!("/spec/fields/{}", pointer_token(field));
        problems.extend(join_without_list(document, &pointer, row));
        for key in ["values", "default"] {
            if let Some(value) = row.get(key) {
                nothing_written(document, &format!("{pointer}/{key}"), value, problems);
            }
        }
        if let Some(Value::Object(values)) = row.get("values") {
            repeated.extend(repeated_keys(
                document,
                &format!("{pointer}/values"),
                values,
            ));
        }
    }
    problems.extend(repeated.into_iter().take(MAX_REPEATED));
}

/// `join` needs something to join.
fn join_without_list(
    document: &Document,
    pointer: &str,
    row: &Map<String, Value>,
) -> Option<Problem> {
    row.get("join")?.as_str()?;
    let source = CaseSource::parse(row.get("from")?.as_str()?)?;
    let is_list = matches!(source.shape(), SourceShape::Names | SourceShape::Links);
    (!is_list).then(|| {
        document
            .error(
                &format!("{pointer}/join"),
                format!("`{source}` is no list, so that there is nothing to join"),
            )
            .help("remove `join`, or name a list: `from: [tags, layer]`")
    })
}

/// Nothing at all is easily an accident, where `null` is not.
fn nothing_written(document: &Document, pointer: &str, value: &Value, problems: &mut Vec<Problem>) {
    match value {
        Value::Object(rows) => {
            for (key, value) in rows {
                let pointer = format!("{pointer}/{}", pointer_token(key));
                nothing_written(document, &pointer, value, problems);
            }
        }
        Value::Null if document.is_blank(pointer) => problems.push(
            document
                .key_error(pointer, "no option is named here")
                .help("name an option, or write `null` to leave the field empty"),
        ),
        _ => {}
    }
}

/// Two spellings of one thing.
fn repeated_keys(document: &Document, pointer: &str, values: &Map<String, Value>) -> Vec<Problem> {
    let mut first: HashMap<SourceKey, String> = HashMap::new();
    let mut problems = Vec::new();
    for key in values.keys() {
        let pointer = format!("{pointer}/{}", pointer_token(key));
        let meant = match source_key(document, &pointer, key) {
            SourceKey::Name(name) => SourceKey::Name(folded_name(&name)),
            id @ SourceKey::Id(_) => id,
        };
        if let Some(earlier) = first.get(&meant) {
            problems.push(
                document
                    .key_error(&pointer, format!("`{key}` has two rows"))
                    .help(format!(
                        "remove one of them; the first is at {}. Letter case and blanks make no difference",
                        document.key_place(earlier)
                    )),
            );
        } else {
            first.insert(meant, pointer);
        }
    }
    problems
}
