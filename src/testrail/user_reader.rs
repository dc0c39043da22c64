//! The port through which users are read: to name them, and to be assigned to results.

use std::future::Future;

use super::Error;
use crate::model::Member;

/// Reads users. It cannot write.
pub(crate) trait UserReader {
    /// Reads who sees a project, in the order of their ids: one request for 250 users the first time, then none.
    /// `None` when the server does not tell this user.
    fn users(
        &self,
        project_id: u64,
    ) -> impl Future<Output = Result<Option<Vec<Member>>, Error>> + Send;
}
