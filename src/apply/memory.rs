//! What the state directory keeps, as plans know it.

use crate::model::{CaseId, FieldName};
use crate::plan::{Memory, Rewritten};
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
