//! Output for programs. Each version is frozen: a change of shape makes a new one.

pub mod v2;
