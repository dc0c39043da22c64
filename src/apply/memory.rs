//! What the state directory keeps, as plans know it.

use crate::model::{CaseId, FieldName};
use crate::plan::{Memory, Rewritten};
use crate::state::{RewrittenField, ServerMemory};

impl From<ServerMemory> for Memory {
    fn from(memory: ServerMemory) -> Self {
        let rewritten = memory.rewritten.into_iter().map(|row| {
            let RewrittenField {
                case,
                field,
                sent,
                stored,
            } = row;
            let field = (CaseId(case), FieldName::new(field));
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
        let rewritten = rewritten.map(|((case, field), Rewritten { sent, stored })| {
            let field = field.as_str().to_owned();
            RewrittenField {
                case: case.0,
                field,
                sent,
                stored,
            }
        });
        Self {
            rewritten: rewritten.collect(),
            one_by_one: memory.one_by_one,
        }
    }
}
