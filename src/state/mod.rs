//! The state directory: what is kept on disk between runs. Deleting it may cost requests, never correctness.
//!
//! Plain records and nothing of what they mean elsewhere: who uses them converts.

mod api_prefixes;
mod folder;
mod launches;
pub(crate) mod ledger;
mod lock;
mod memory;
mod regular;
mod rejected;

pub(crate) use api_prefixes::{note_prefix, read_prefix};
pub(crate) use folder::StateError;
pub(crate) use launches::{SeenLaunch, read_launches, write_launches};
pub(crate) use ledger::Ledger;
pub(crate) use lock::{Lock, LockError};
pub(crate) use memory::{RewrittenField, ServerMemory, read_memory, write_memory};
pub(crate) use regular::{open_regular, read_at_most, replace};
pub(crate) use rejected::{
    Credential, Refusal, Remembered, forget_refusals, remember_refusal, remembered_refusals,
};
