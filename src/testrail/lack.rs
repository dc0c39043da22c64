//! Fields of a case that TestRail would not take: the case arrives without them.

use crate::http;
use crate::model::{FieldName, FieldSpec, Value};

/// A field that a case lacks, because TestRail would not take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lack {
    /// The field.
    pub field: FieldName,
    /// TestRail's words, raw.
    pub words: String,
}

/// The fields that a case is sent with, fewer after each refusal that names one. What is refused was not carried out, so
/// that sending the rest does nothing twice.
pub(super) struct Reduced<'a> {
    pub(super) fields: Vec<(&'a FieldSpec, &'a Value)>,
    pub(super) lacks: Vec<Lack>,
}

impl<'a> Reduced<'a> {
    pub(super) fn new(fields: Vec<(&'a FieldSpec, &'a Value)>) -> Self {
        Self {
            fields,
            lacks: Vec::new(),
        }
    }

    /// Leaves out the field that a refusal names. False where it names none that may be missing, or nothing would be left.
    pub(super) fn leave_out(
        &mut self,
        refusal: &http::Error,
        is_needed: impl Fn(&FieldName) -> bool,
    ) -> bool {
        let Some(words) = refused_words(refusal) else {
            return false;
        };
        let is_meant = |(spec, _): &(&FieldSpec, &Value)| {
            !is_needed(&spec.name) && is_named(words, &spec.name)
        };
        let Some(place) = self.fields.iter().position(is_meant) else {
            return false;
        };
        if self.fields.len() == 1 {
            return false;
        }
        let (spec, _) = self.fields.remove(place);
        self.lacks.push(Lack {
            field: spec.name.clone(),
            words: words.to_owned(),
        });
        true
    }
}

/// The words of a refusal that may be about a field. What is required does not get there by being left out.
fn refused_words(refusal: &http::Error) -> Option<&str> {
    let words = refusal.server_message()?;
    let is_of_content = matches!(refusal.status(), Some(400 | 422));
    (is_of_content && !words.to_ascii_lowercase().contains("required")).then_some(words)
}

/// True where words name a field: `Field :custom_owner is not a valid user.`
fn is_named(words: &str, field: &FieldName) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    words
        .split(|character| !is_part(character))
        .any(|word| word.eq_ignore_ascii_case(field.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_by_its_whole_name() {
        for (words, expected) in [
            ("Field :custom_owner is not a valid user.", true),
            ("Field :custom_owner_2 is not a valid user.", false),
            ("custom_owner: unknown", true),
            ("The owner is unknown.", false),
        ] {
            let field = FieldName::new("custom_owner");
            assert_eq!(is_named(words, &field), expected, "{words}");
        }
    }
}
