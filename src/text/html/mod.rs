//! HTML, read leniently and written strictly.

mod address;
mod css;
mod entity;
mod fates;
mod losses;
mod read;
mod write;

pub(super) use entity::{decode, decode_harmless, decode_terminated};
pub(super) use fates::{Fate, Fates};
pub(super) use read::{read, read_raw};
pub(super) use write::write;
