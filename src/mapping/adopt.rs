//! Rules of adoption: what they look for on behalf of a test case.

use regex::Regex;

use super::fields::check_evidence;
use crate::diagnostic::Diagnostic;
use crate::manifest::{AdoptWrite, EvidenceSpec, Located, SyncConfig, TextOr};
use crate::model::{
    AdoptRule, CaseId, CaseSource, Catalog, Clue, FieldName, Identity, SourceValue, TestCase,
};

/// The rules of a sync config in their order.
#[derive(Clone, Debug)]
pub(crate) struct AdoptRules {
    rules: Vec<Rule>,
    /// True where an adopted case gets the marker alone.
    pub markers_alone: bool,
}

/// A rule, and where the clue for it is in a test case.
#[derive(Clone, Debug)]
struct Rule {
    rule: AdoptRule,
    finds: Finds,
}

#[derive(Clone, Debug)]
enum Finds {
    /// The id that a pattern finds in the name or in a tag.
    Ids(Regex),
    /// The text of a source.
    Text(CaseSource),
    /// Nothing: the rest is known without it, or asked for.
    Nothing,
}

impl AdoptRules {
    /// Holds the rules of a sync config against the fields that TestRail has.
    pub(super) fn resolve(
        config: &SyncConfig,
        catalog: &Catalog,
        project: &str,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let adopt = config.spec.test_cases.adopt.as_ref()?;
        let mut field = |name: &Located<String>| {
            let name = name.with(FieldName::new(name.value.as_str()));
            check_evidence(&name, catalog, project, findings);
            name.value
        };
        let rules = adopt.by.iter().filter_map(|rule| match &rule.value {
            TextOr::Text(word) if word == "testKey" => Some((AdoptRule::TestKey, Finds::Nothing)),
            TextOr::Text(_) => Some((AdoptRule::Title, Finds::Nothing)),
            TextOr::Mapping(EvidenceSpec {
                pattern: Some(pattern),
                ..
            }) => {
                let regex = Regex::new(pattern).ok()?;
                Some((AdoptRule::Pattern, Finds::Ids(regex)))
            }
            TextOr::Mapping(EvidenceSpec {
                field: Some(name),
                equals: Some(source),
                ..
            }) => {
                let finds = Finds::Text(source.value.0.clone());
                Some((AdoptRule::Field(field(name)), finds))
            }
            TextOr::Mapping(EvidenceSpec {
                marker: Some(marker),
                ..
            }) => {
                if marker.field.value != "refs" {
                    field(&marker.field);
                }
                let identity = Identity {
                    field: FieldName::new(marker.field.value.as_str()),
                    prefix: marker.prefix.value.clone(),
                };
                Some((AdoptRule::Marker(identity), Finds::Nothing))
            }
            TextOr::Mapping(_) => None,
        });
        Some(Self {
            rules: rules.map(|(rule, finds)| Rule { rule, finds }).collect(),
            markers_alone: adopt.write.value == AdoptWrite::Markers,
        })
    }

    /// The rules, without what they find.
    pub(crate) fn rules(&self) -> Vec<AdoptRule> {
        self.rules.iter().map(|it| it.rule.clone()).collect()
    }

    /// The fields of cases that the rules look at.
    pub(crate) fn evidence(&self) -> impl Iterator<Item = FieldName> {
        self.rules.iter().filter_map(|it| match &it.rule {
            AdoptRule::Field(field) => Some(field.clone()),
            AdoptRule::Marker(identity) => Some(identity.field.clone()),
            AdoptRule::TestKey | AdoptRule::Pattern | AdoptRule::Title => None,
        })
    }

    /// True where the keys of test cases have to be asked for.
    pub(crate) fn asks_for_keys(&self) -> bool {
        self.rules.iter().any(|it| it.rule == AdoptRule::TestKey)
    }

    /// What each rule looks for on behalf of a test case.
    pub(super) fn clues(&self, case: &TestCase) -> Vec<Clue> {
        let clue = |rule: &Rule| match &rule.finds {
            Finds::Ids(regex) => Clue::Cases(ids(regex, case)),
            Finds::Text(source) => match text(case.value(source)).map(str::trim) {
                Some(text) if !text.is_empty() => Clue::Text(text.into()),
                _ => Clue::Nothing,
            },
            Finds::Nothing => Clue::Nothing,
        };
        self.rules.iter().map(clue).collect()
    }

    /// What each rule says once the addresses of the test case's keys are known; `server` is that of TestRail.
    pub(crate) fn note_keys(&self, clues: &mut [Clue], addresses: &[String], server: &str) {
        let ids = addresses
            .iter()
            .filter_map(|address| case_of_address(address, server));
        let mut ids: Vec<CaseId> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        for (rule, clue) in self.rules.iter().zip(clues) {
            if rule.rule == AdoptRule::TestKey {
                *clue = Clue::Cases(ids.clone());
            }
        }
    }
}

/// The ids that a pattern finds, each once.
fn ids(regex: &Regex, case: &TestCase) -> Vec<CaseId> {
    let mut texts: Vec<&str> = text(case.value(&CaseSource::Name)).into_iter().collect();
    if let SourceValue::List(tags) = case.value(&CaseSource::Tags) {
        texts.extend(tags.iter().filter_map(text));
    }
    let found = texts.into_iter().filter_map(|text| {
        let group = regex.captures(text)?.get(1)?;
        group.as_str().parse().ok().map(CaseId)
    });
    let mut ids: Vec<CaseId> = found.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The text of a source that is one.
fn text(value: &SourceValue) -> Option<&str> {
    match value {
        SourceValue::Plain(text) | SourceValue::Markdown(text) => Some(text),
        SourceValue::Named(named) => Some(&named.name),
        SourceValue::Link(link) => Some(&link.address),
        SourceValue::List(entries) => match entries.as_slice() {
            [one] => text(one),
            _ => None,
        },
        SourceValue::Empty | SourceValue::Flag(_) | SourceValue::Scenario(_) => None,
    }
}

/// The case that an address below the address of a server shows.
fn case_of_address(address: &str, server: &str) -> Option<CaseId> {
    const VIEW: &str = "/cases/view/";
    // Addresses were copied from browsers, which also write `http://` for a server that redirects.
    let without_scheme = |text: &str| -> String {
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        format!("{}/{path}", host.to_ascii_lowercase())
    };
    let (address, server) = (without_scheme(address.trim()), without_scheme(server));
    let path = address.strip_prefix(server.trim_end_matches('/'))?;
    let (_, id) = path.split_once(VIEW).filter(|_| path.starts_with('/'))?;
    let end = id.find(|c: char| !c.is_ascii_digit()).unwrap_or(id.len());
    id[..end].parse().ok().map(CaseId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_this_server_leads_to_its_case() {
        let server = "https://example.testrail.io/";
        for (address, expected) in [
            (
                "https://example.testrail.io/index.php?/cases/view/501",
                Some(501),
            ),
            (
                "http://Example.testrail.io/index.php?/cases/view/501&x=1",
                Some(501),
            ),
            (
                "https://example.testrail.io.evil.test/index.php?/cases/view/501",
                None,
            ),
            ("https://other.testrail.io/index.php?/cases/view/501", None),
            ("https://example.testrail.io/index.php?/runs/view/501", None),
            ("https://example.testrail.io/index.php?/cases/view/", None),
            ("C501", None),
        ] {
            assert_eq!(
                case_of_address(address, server),
                expected.map(CaseId),
                "{address}"
            );
        }
        let below = "https://qa.example.com/testrail/";
        let of = |address| case_of_address(address, below);
        assert_eq!(
            of("https://qa.example.com/testrail/index.php?/cases/view/7"),
            Some(CaseId(7))
        );
        assert_eq!(
            of("https://qa.example.com/testrail2/index.php?/cases/view/7"),
            None
        );
    }
}
