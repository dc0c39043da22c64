//! Output for programs. Each version is frozen: a change of shape makes a new one.

pub(crate) mod v2;
