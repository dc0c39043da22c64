//! What end-to-end tests stand on: the real binary in a world of its own, and the sandbox over HTTP.

mod binary;
mod sandbox;
mod world;

pub(crate) use binary::railwright;
pub(crate) use world::{World, testops, testrail, text_field};
