//! What the state directory keeps, as plans know it.

use crate::field::fingerprint;
use crate::mapping::launches::MARK_PREFIX;
use crate::model::{CaseId, FieldName, LaunchId, RunId, SuiteId};
use crate::plan::{Memory, Rewritten, Written, WrittenRun};
use crate::state::ledger::{self, WroteField};
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
            ..Self::default()
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

/// Takes over what the ledger says that was written.
pub(crate) fn add_written(memory: &mut Memory, written: ledger::Written) {
    let fields = written.fields.into_iter().map(|((case, field), wrote)| {
        let WroteField { sent, stored, .. } = wrote;
        let sent = sent.unwrap_or_else(|| stored.clone());
        let field = (CaseId(case), FieldName::new(field));
        (field, Written { sent, stored })
    });
    memory.written = fields.collect();
    let cases = written.cases.into_iter();
    memory.cases = cases
        .map(|(case, (suite, _))| (CaseId(case), SuiteId(suite)))
        .collect();
    let runs = written.runs.into_iter().filter_map(|(run, wrote)| {
        let launch = wrote.refs.strip_prefix(MARK_PREFIX)?.parse().ok()?;
        let fingerprint = |text: &String| fingerprint::name_of([text]);
        let name = wrote.name.as_ref().map(|sent| Written {
            sent: fingerprint(sent),
            stored: fingerprint(wrote.stored_name.as_ref().unwrap_or(sent)),
        });
        let description = wrote.description.map(|text| Written {
            sent: text.sent,
            stored: text.stored,
        });
        let run_of_ours = WrittenRun {
            launch: LaunchId(launch),
            suite: SuiteId(wrote.suite),
            name,
            description,
        };
        Some((RunId(run), run_of_ours))
    });
    memory.runs = runs.collect();
}
