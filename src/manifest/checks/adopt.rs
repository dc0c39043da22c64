//! Rules of adoption: each says one thing, and says it once.

use regex::Regex;

use crate::diagnostic::{AdoptionCode, Diagnostic, RuleFault};
use crate::manifest::source::Source;
use crate::manifest::types::{EvidenceSpec, IdentitySpec, Located, SyncConfigSpec, TextOr};

/// Checks the rules of a sync config.
pub(super) fn check_adoption(
    spec: &SyncConfigSpec,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(adopt) = &spec.test_cases.adopt else {
        return;
    };
    for (index, rule) in adopt.by.iter().enumerate() {
        let is_repeated = adopt.by[..index]
            .iter()
            .any(|earlier| says(&earlier.value) == says(&rule.value));
        let code = match &rule.value {
            _ if rule.is_absent() => None,
            _ if is_repeated => Some(AdoptionCode::RuleRepeated),
            TextOr::Text(_) => None,
            TextOr::Mapping(evidence) => fault_of(evidence, &spec.identity),
        };
        diagnostics.extend(code.map(|code| source.error(&rule.span, code)));
    }
}

/// What a rule says, wherever it stands.
fn says(rule: &TextOr<EvidenceSpec>) -> Vec<String> {
    let text = |value: &Option<Located<String>>| value.as_ref().map(|it| it.value.clone());
    match rule {
        TextOr::Text(word) => vec![word.clone()],
        TextOr::Mapping(EvidenceSpec {
            pattern,
            field,
            equals,
            marker,
        }) => {
            let equals = equals.as_ref().map(|it| it.value.0.to_string());
            let marker = marker
                .as_ref()
                .map(|it| format!("{} {}", it.field.value, it.prefix.value));
            let parts = [text(pattern), text(field), equals, marker];
            parts.map(Option::unwrap_or_default).into()
        }
    }
}

fn fault_of(rule: &EvidenceSpec, identity: &IdentitySpec) -> Option<AdoptionCode> {
    let EvidenceSpec {
        pattern,
        field,
        equals,
        marker,
    } = rule;
    let unclear = |fault| Some(AdoptionCode::RuleUnclear { fault });
    match (pattern, field, equals, marker) {
        (Some(pattern), None, None, None) => pattern_fault(pattern),
        // Nothing at all is what the schema refused.
        (None, Some(_), Some(_), None) | (None, None, None, None) => None,
        (None, Some(_), None, None) => unclear(RuleFault::EqualsMissing),
        (None, None, Some(_), None) => unclear(RuleFault::FieldMissing),
        (None, None, None, Some(marker)) => {
            let is_current = marker.field.value == identity.field.value
                && marker.prefix.value == identity.prefix.value;
            is_current.then(|| AdoptionCode::MarkerIsCurrent {
                field: marker.field.value.clone(),
                prefix: marker.prefix.value.clone(),
            })
        }
        _ => unclear(RuleFault::NotOne),
    }
}

fn pattern_fault(pattern: &str) -> Option<AdoptionCode> {
    let reason = match Regex::new(pattern) {
        // The whole match is a group as well.
        Ok(regex) if regex.captures_len() == 2 => return None,
        Ok(regex) => match regex.captures_len() - 1 {
            0 => "it has no group".to_owned(),
            groups => format!("it has {groups} groups"),
        },
        // The last line says what it is; those before show the pattern, which the excerpt does.
        Err(error) => {
            let text = error.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    };
    Some(AdoptionCode::PatternUnusable { reason })
}
