//! Steps: rows of what to do and what is expected.

use super::FieldType;
use crate::model::{FieldKind, Markup};

pub(super) struct Steps;

impl FieldType for Steps {
    fn name(&self) -> &'static str {
        "Steps"
    }

    fn markup(&self, kind: &FieldKind) -> Markup {
        kind.markup
    }

    fn chooses_template(&self) -> bool {
        true
    }
}
