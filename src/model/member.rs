//! Who works in a project.

/// A TestRail user who sees a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// The id, as `updated_by` of cases and `assignedto_id` of results have it.
    pub id: u64,
    /// The name that people see; empty where the server does not tell.
    pub name: String,
    /// The e-mail address; empty where the server does not tell.
    pub email: String,
    /// False when an administrator has locked the account out.
    pub is_active: bool,
}
