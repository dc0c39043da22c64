//! A target in memory that loses answers, refuses rows and rewrites texts on demand.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::http;
use crate::model::{
    CaseHistory, CaseId, Catalog, DesiredCase, FieldSpec, Identity, Observed, ObservedCase,
    SectionId, Value,
};
use crate::testrail::{
    CaseReader, CaseScope, Created, Destination, Error, HistoryReader, Reader, Updated, WriteError,
    Writer,
};

/// What goes wrong in the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mishap {
    #[default]
    None,
    /// The next creation is carried out and its answer lost.
    LoseAnswer,
    /// The next creation is not carried out, and no answer says so.
    LoseRequest,
    /// The case with this id is refused.
    Refuse(i64),
    /// The credentials are rejected.
    Reject,
    /// The server does not answer anybody any more.
    Silence,
    /// Every text is stored in another form.
    Rewrite,
}

#[derive(Debug, Default)]
pub(super) struct Target {
    mishap: Mutex<Mishap>,
    cases: Mutex<BTreeMap<CaseId, DesiredCase>>,
    pub(super) creations: Mutex<Vec<usize>>,
}

impl Target {
    pub(super) fn with(mishap: Mishap) -> Self {
        Self {
            mishap: Mutex::new(mishap),
            ..Self::default()
        }
    }

    pub(super) fn ids(&self) -> Vec<i64> {
        self.cases
            .lock()
            .unwrap()
            .values()
            .map(|case| case.id.0)
            .collect()
    }

    fn store(&self, case: &DesiredCase) -> Created {
        let mut cases = self.cases.lock().unwrap();
        let id = CaseId(501 + cases.len() as u64);
        cases.insert(id, case.clone());
        let stored = case
            .fields
            .iter()
            .map(|field| self.stored(&field.value))
            .collect();
        Created {
            case: id,
            created_on: 0,
            stored,
            lacks: Vec::new(),
        }
    }

    fn stored(&self, value: &Value) -> Value {
        match (value, *self.mishap.lock().unwrap()) {
            (Value::Text(_), Mishap::Rewrite) => Value::Text("<p>Something else</p>".into()),
            _ => value.clone(),
        }
    }
}

pub(in crate::apply::cases) fn error() -> http::Error {
    http::Error {
        call: http::Call {
            method: http::Method::Post,
            path: "add_cases/310".into(),
        },
        attempts: 1,
        elapsed: Duration::ZERO,
        kind: Arc::new(http::ErrorKind::Timeout {
            after: Duration::from_mins(1),
        }),
    }
}

impl Reader for Target {
    async fn catalog(&self, _: &Destination) -> Result<Catalog, Error> {
        Ok(Catalog::default())
    }

    async fn cases(&self, _: &CaseScope, _: &Identity, _: &[FieldSpec]) -> Result<Observed, Error> {
        let cases = self.cases.lock().unwrap();
        let cases = cases.iter().map(|(id, case)| ObservedCase {
            id: *id,
            marked: vec![case.id],
            section: case.section,
            status: None,
            fields: case
                .fields
                .iter()
                .map(|field| field.value.clone())
                .collect(),
            created_on: 0,
            created_by: None,
            updated_on: 0,
            updated_by: None,
        });
        Ok(Observed {
            evidence: Vec::new(),
            fields: super::specs().into_iter().map(|spec| spec.name).collect(),
            cases: cases.collect(),
            unmarked: Vec::new(),
            almost_marked: Vec::new(),
        })
    }
}

impl CaseReader for Target {
    async fn field_values(&self, case: CaseId, fields: &[&FieldSpec]) -> Result<Vec<Value>, Error> {
        let cases = self.cases.lock().unwrap();
        let case = cases.get(&case);
        let value = |spec: &&FieldSpec| Some(case?.field(&spec.name)?.value.clone());
        Ok(fields
            .iter()
            .map(|spec| value(spec).unwrap_or_default())
            .collect())
    }
}

impl HistoryReader for Target {
    async fn history(&self, _: CaseId, _: &[FieldSpec]) -> Result<Option<CaseHistory>, Error> {
        Ok(None)
    }
}

impl Writer for Target {
    async fn create_cases(
        &self,
        _: SectionId,
        _: &Identity,
        _: &[FieldSpec],
        cases: &[DesiredCase],
    ) -> Vec<Result<Created, WriteError>> {
        self.creations.lock().unwrap().push(cases.len());
        let mishap = *self.mishap.lock().unwrap();
        let lost = |stores: bool| {
            *self.mishap.lock().unwrap() = Mishap::None;
            cases
                .iter()
                .map(|case| {
                    if stores {
                        self.store(case);
                    }
                    Err(WriteError::Unclear(error().into()))
                })
                .collect()
        };
        match mishap {
            Mishap::LoseAnswer => lost(true),
            Mishap::LoseRequest => lost(false),
            Mishap::Reject => cases
                .iter()
                .map(|_| Err(WriteError::Credentials(error())))
                .collect(),
            Mishap::Silence => cases.iter().map(|_| Err(WriteError::NotBegun)).collect(),
            _ => cases
                .iter()
                .map(|case| match mishap {
                    Mishap::Refuse(id) if case.id.0 == id => Err(WriteError::Refused {
                        message: "Field :custom_x is a required field.".into(),
                    }),
                    _ => Ok(self.store(case)),
                })
                .collect(),
        }
    }

    async fn update_case(
        &self,
        _: CaseId,
        changes: &[(&FieldSpec, &Value)],
    ) -> Result<Updated, WriteError> {
        match *self.mishap.lock().unwrap() {
            Mishap::Reject => return Err(WriteError::Credentials(error())),
            Mishap::Silence => return Err(WriteError::NotBegun),
            _ => {}
        }
        let stored = changes
            .iter()
            .map(|(_, value)| self.stored(value))
            .collect();
        Ok(Updated {
            updated_on: 0,
            stored,
            lacks: Vec::new(),
        })
    }
}
