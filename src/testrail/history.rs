//! Reads the history of a case: `get_history_for_case/{id}`.

use serde::Deserialize;
use serde_json::Value as Json;

use super::pages::{self, Listing};
use super::wire::{self, Page};
use super::{TestRail, shared_steps};
use crate::model::{CaseHistory, CaseId, FieldChange, FieldName, FieldSpec, HistoryEntry, Value};
use crate::testrail::{Error, HistoryReader};

/// An entry of the history.
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    id: u64,
    /// Older servers call it `timestamp`.
    #[serde(alias = "timestamp")]
    created_on: Option<i64>,
    user_id: Option<u64>,
    changes: Option<Vec<Change>>,
}

#[derive(Debug, Deserialize)]
struct Change {
    field: Option<String>,
    #[serde(default)]
    old_value: Json,
    #[serde(default)]
    new_value: Json,
}

impl HistoryReader for TestRail {
    async fn history(
        &self,
        case: CaseId,
        fields: &[FieldSpec],
    ) -> Result<Option<CaseHistory>, Error> {
        let method = format!("get_history_for_case/{}", case.0);
        let listing = Listing {
            method: &method,
            filter: "",
            expected: "the history of a case",
            is_always_paged: false,
        };
        let entries = pages::read_pages(&self.api, listing, decode, |entry| entry.id).await;
        match entries {
            Ok(entries) => {
                let entries = entries.into_iter().map(|entry| convert(entry, fields));
                let mut entries: Vec<_> = entries.collect();
                // Ids grow with the time; where clocks were set back, the time still tells more.
                entries.sort_by_key(|entry| entry.on);
                let values = values(&mut entries);
                shared_steps::tell(self, None, values).await?;
                Ok(Some(CaseHistory { entries }))
            }
            Err(error) => match Error::from(error) {
                error @ (Error::Credentials(_) | Error::ApiDisabled(_)) => Err(error),
                error @ (Error::Forbidden(_) | Error::Http(_)) => {
                    tracing::warn!("{error}: it does not tell who changed {case}");
                    Ok(None)
                }
            },
        }
    }
}

fn values(entries: &mut [HistoryEntry]) -> Vec<&mut Value> {
    let fields = entries.iter_mut().filter_map(|entry| entry.fields.as_mut());
    let changes = fields.flatten();
    changes
        .flat_map(|change| [&mut change.old, &mut change.new])
        .collect()
}

/// Decodes a page. The manual shows the envelope as the only element of an array.
fn decode(body: &[u8]) -> Result<Page<Entry>, serde_json::Error> {
    let rest = body.trim_ascii();
    let inner = rest
        .strip_prefix(b"[")
        .and_then(|rest| rest.strip_suffix(b"]"));
    match inner.map(wire::list::<Entry>) {
        Some(Ok(page)) if inner.is_some_and(|inner| inner.trim_ascii().starts_with(b"{")) => {
            Ok(page)
        }
        _ => wire::list(body),
    }
}

fn convert(entry: Entry, fields: &[FieldSpec]) -> HistoryEntry {
    let changes = entry.changes.unwrap_or_default();
    let named = changes.into_iter().map(|change| {
        let name = change.field?;
        let spec = fields.iter().find(|spec| spec.name.as_str() == name);
        let decode = |json: &Json| spec.map_or(Value::Empty, |spec| spec.kind.decode(json));
        Some(FieldChange {
            old: decode(&change.old_value),
            new: decode(&change.new_value),
            field: FieldName::new(name),
        })
    });
    let named: Option<Vec<FieldChange>> = named.collect();
    HistoryEntry {
        on: entry.created_on.unwrap_or_default(),
        by: entry.user_id,
        fields: named.filter(|named| !named.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = r#"{"id":3,"type_id":6,"created_on":1780000000,"user_id":2,"changes":[{"type_id":6,"field":"title","old_text":null,"old_value":"a","new_value":"b"}]}"#;

    #[test]
    fn a_history_comes_in_three_shapes() {
        let envelope = format!(
            r#"{{"offset":0,"limit":250,"size":1,"_links":{{"next":null}},"history":[{ENTRY}]}}"#
        );
        for body in [
            format!("[{ENTRY}]"),
            format!("[{envelope}]"),
            envelope.clone(),
        ] {
            let page = decode(body.as_bytes()).unwrap();
            assert_eq!(page.items.len(), 1, "{body}");
            assert_eq!(page.items[0].user_id, Some(2), "{body}");
        }
        assert!(decode(b"[]").unwrap().items.is_empty());
        assert!(decode(b"[[]").is_err());
    }

    #[test]
    fn a_change_without_fields_tells_nothing() {
        for changes in ["null", "[]", r#"[{"type_id":1}]"#] {
            let entry = format!(r#"{{"id":3,"changes":{changes}}}"#);
            let entry: Entry = serde_json::from_str(&entry).unwrap();
            assert_eq!(convert(entry, &[]).fields, None, "{changes}");
        }
    }
}
