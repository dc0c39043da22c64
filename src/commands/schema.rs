//! `railwright schema`.

use super::error::Error;
use super::{Exit, output};
use crate::cli::{Schema, SchemaOf};
use crate::manifest;
use crate::render::json;

/// Prints a JSON Schema.
pub(super) fn schema(args: &Schema) -> Result<Exit, Error> {
    output::data(&match args.of {
        SchemaOf::Manifest => manifest::schema_text(),
        SchemaOf::Plan => json::v2::plan_schema(),
    })?;
    Ok(Exit::Done)
}
