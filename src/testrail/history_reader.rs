//! The port through which the history of cases is read.

use std::future::Future;

use super::Error;
use crate::model::{CaseHistory, CaseId, FieldSpec};

/// Reads the history of cases. It cannot write.
pub(crate) trait HistoryReader {
    /// Reads who changed a case: one request for 250 changes. Values are told of these fields only. `None` when the
    /// server does not tell: it came with TestRail 6.5.4.
    fn history(
        &self,
        case: CaseId,
        fields: &[FieldSpec],
    ) -> impl Future<Output = Result<Option<CaseHistory>, Error>> + Send;
}
