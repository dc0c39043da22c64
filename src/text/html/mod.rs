//! HTML, read leniently and written strictly.

mod entity;
mod read;
mod write;

pub(super) use entity::{decode, decode_harmless, decode_terminated};
pub(super) use read::{Unknown, read, read_into};
pub(super) use write::write;
