//! What the state directory keeps, as plans know it.

use std::collections::BTreeMap;

use crate::model::{CaseId, FieldName};
use crate::plan::{Memory, Rewritten, Written};
use crate::state::ledger::WroteField;
use crate::state::{RewrittenField, ServerMemory};

impl From<ServerMemory> for Memory {
    fn from(memory: ServerMemory) -> Self {
        let rewritten = memory.rewritten.into_iter().map(|row| {
            let (sent, stored) = (row.sent, row.stored);
            let field = (CaseId(row.case), FieldName::new(row.field));
            (field, Rewritten { sent, stored })
        });
        Self {
            rewritten: rewritten.collect(),
            written: BTreeMap::new(),
            one_by_one: memory.one_by_one,
        }
    }
}

impl From<Memory> for ServerMemory {
    fn from(memory: Memory) -> Self {
        let rewritten = memory.rewritten.into_iter();
        let rewritten = rewritten.map(|((case, field), known)| RewrittenField {
            case: case.0,
            field: field.as_str().to_owned(),
            sent: known.sent,
            stored: known.stored,
        });
        Self {
            rewritten: rewritten.collect(),
            one_by_one: memory.one_by_one,
        }
    }
}

/// What the ledger says that was written, as plans know it.
pub(crate) fn written(
    fields: BTreeMap<(u64, String), WroteField>,
) -> BTreeMap<(CaseId, FieldName), Written> {
    let fields = fields.into_iter().map(|((case, field), wrote)| {
        let WroteField { sent, stored, .. } = wrote;
        let sent = sent.unwrap_or_else(|| stored.clone());
        (
            (CaseId(case), FieldName::new(field)),
            Written { sent, stored },
        )
    });
    fields.collect()
}
