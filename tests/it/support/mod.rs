//! What end-to-end tests are built on: the real binary in a world of its own, and the sandbox over HTTP.

pub(crate) mod binary;
pub(crate) mod gate;
pub(crate) mod matrix;
pub(crate) mod sandbox;
pub(crate) mod shell;
pub(crate) mod world;
