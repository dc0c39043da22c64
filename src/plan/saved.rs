//! A plan on disk: what was reviewed, sealed, so that exactly that can be carried out later.

use std::collections::BTreeMap;

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Action, ConfigPlan, Plan};
use crate::manifest::SyncConfig;
use crate::text::hex_digits;

/// The version of the shape. A change of any type in it makes another one.
const FORMAT: u32 = 5;

/// What precedes a digest where people and pipelines see it.
const PREFIX: &str = "sha256:";

/// What precedes a seal that a key was needed for.
const KEYED_PREFIX: &str = "hmac-sha256:";

/// A secret of the pipeline that seals its plans, so that nobody else can make one.
#[derive(Clone)]
pub(crate) struct PlanKey(Vec<u8>);

impl PlanKey {
    /// The fewest characters of a key.
    pub(crate) const SHORTEST: usize = 16;

    /// A key, if it is long enough for one.
    pub(crate) fn new(text: &str) -> Option<Self> {
        (text.chars().count() >= Self::SHORTEST).then(|| Self(text.into()))
    }

    fn seal(&self, content: &[u8]) -> Option<String> {
        // Keys of any length are taken.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(content);
        Some([KEYED_PREFIX, &hex_digits(&mac.finalize().into_bytes())].concat())
    }
}

impl fmt::Debug for PlanKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlanKey")
    }
}

/// A plan with all that has to be as it was when it is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedPlan {
    /// Digest of the manifests that it was made from.
    pub manifests: String,
    /// The servers, by the name of their integration.
    pub servers: BTreeMap<String, String>,
    /// The TestRail projects, by the name of the sync config.
    pub projects: BTreeMap<String, u64>,
    /// The plan.
    pub plan: Plan,
}

/// Why a file is no plan that can be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SavedPlanError {
    /// It is not what was written: cut short, or another file.
    #[error("it is no saved plan, or only a part of one")]
    Unreadable(#[source] serde_json::Error),
    /// Another version of railwright wrote it.
    #[error("it has format {found}, and this version of railwright reads format {expected}")]
    Version {
        /// Its format.
        found: u64,
        /// The format that is read here.
        expected: u64,
    },
    /// Somebody changed it.
    #[error("it was changed after it was saved")]
    Edited,
    /// It has no seal of the key that is given.
    #[error("it was not sealed with this key")]
    NotSealed,
    /// It has a seal that only a key can judge.
    #[error("it is sealed with a key")]
    KeyMissing,
}

/// The file, in the order in which it is written.
#[derive(Serialize, Deserialize)]
struct File {
    railwright_saved_plan: u32,
    digest: String,
    seal: String,
    manifests: String,
    servers: BTreeMap<String, String>,
    projects: BTreeMap<String, u64>,
    plan: Plan,
}

/// The part of a file that every version has.
#[derive(Deserialize)]
struct Version {
    railwright_saved_plan: u64,
}

impl SavedPlan {
    /// The digest of manifests and plan: equal inputs give equal digests, whatever the servers are called.
    pub(crate) fn digest(&self) -> String {
        digest(&(&self.manifests, &self.plan))
    }

    /// Writes the file without a key.
    #[cfg(any(test, feature = "fuzz"))]
    pub(crate) fn to_text(&self) -> Result<String, serde_json::Error> {
        self.seal(None)
    }

    /// Writes the file, sealed with a key where there is one.
    pub(crate) fn seal(&self, key: Option<&PlanKey>) -> Result<String, serde_json::Error> {
        let digest = self.digest();
        let file = File {
            railwright_saved_plan: FORMAT,
            seal: seal(&digest, &self.servers, &self.projects, key),
            digest,
            manifests: self.manifests.clone(),
            servers: self.servers.clone(),
            projects: self.projects.clone(),
            plan: self.plan.clone(),
        };
        let mut text = serde_json::to_string_pretty(&file)?;
        text.push('\n');
        Ok(text)
    }

    /// True for the first bytes of a file of any format.
    pub(crate) fn begins(text: &[u8]) -> bool {
        let text = text.trim_ascii_start();
        let inside = text.strip_prefix(b"{").unwrap_or_default();
        inside
            .trim_ascii_start()
            .starts_with(b"\"railwright_saved_plan\"")
    }

    /// Reads a file that no key sealed.
    #[cfg(any(test, feature = "fuzz"))]
    pub(crate) fn from_text(text: &[u8]) -> Result<Self, SavedPlanError> {
        Self::unseal(text, None)
    }

    /// Reads a file and makes sure that it is whole and as it was written, by somebody who has the key.
    pub(crate) fn unseal(text: &[u8], key: Option<&PlanKey>) -> Result<Self, SavedPlanError> {
        let version: Version = serde_json::from_slice(text).map_err(SavedPlanError::Unreadable)?;
        if version.railwright_saved_plan != u64::from(FORMAT) {
            return Err(SavedPlanError::Version {
                found: version.railwright_saved_plan,
                expected: u64::from(FORMAT),
            });
        }
        let file: File = serde_json::from_slice(text).map_err(SavedPlanError::Unreadable)?;
        match (key, file.seal.starts_with(KEYED_PREFIX)) {
            (None, true) => return Err(SavedPlanError::KeyMissing),
            (Some(_), false) => return Err(SavedPlanError::NotSealed),
            (None, false) | (Some(_), true) => {}
        }
        let seal = file.seal;
        let saved = Self {
            manifests: file.manifests,
            servers: file.servers,
            projects: file.projects,
            plan: file.plan,
        };
        // The digest and the seal are in it, and so is what they do not cover: keys that nobody reads, spaces, line ends.
        match saved.seal(key) {
            Ok(written) if written.as_bytes() == text => Ok(saved),
            // Who changes a file without the key cannot seal it anew, so that both look alike.
            Ok(written) if key.is_some() && !written.contains(&seal) => {
                Err(SavedPlanError::NotSealed)
            }
            _ => Err(SavedPlanError::Edited),
        }
    }
}

fn seal(
    digest: &str,
    servers: &BTreeMap<String, String>,
    projects: &BTreeMap<String, u64>,
    key: Option<&PlanKey>,
) -> String {
    match key {
        None => self::digest(&(digest, servers, projects)),
        Some(key) => serde_json::to_vec(&(FORMAT, digest, servers, projects))
            .ok()
            .and_then(|content| key.seal(&content))
            .unwrap_or_default(),
    }
}

/// What a saved plan says of a sync config that its manifest says otherwise. Both are in the digest of the manifests,
/// which whoever forges a plan knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction {
    /// The key of the manifest.
    pub key: &'static str,
    /// What the file has.
    pub planned: String,
    /// What the manifest has.
    pub declared: String,
}

/// Holds the ends and the markers of a saved plan against the manifest.
pub(crate) fn contradiction(plan: &ConfigPlan, config: &SyncConfig) -> Option<Contradiction> {
    let (source, destination) = (&config.spec.source, &config.spec.destination);
    let identity = &config.identity.value;
    let ends = [
        (
            "source.integration",
            plan.source.integration.clone(),
            config.source.name.clone(),
        ),
        (
            "source.projectId",
            plan.source.project_id.to_string(),
            source.project_id.value.to_string(),
        ),
        (
            "destination.integration",
            plan.destination.integration.clone(),
            config.destination.name.clone(),
        ),
        (
            "destination.project",
            plan.destination.project.clone(),
            destination.project.value.clone(),
        ),
        (
            "destination.suiteId",
            plan.destination.suite.0.to_string(),
            destination.suite_id.value.to_string(),
        ),
        (
            "destination.sectionId",
            plan.destination.section.0.to_string(),
            destination.section_id.value.to_string(),
        ),
        (
            "identity.field",
            plan.identity.field.to_string(),
            identity.field.to_string(),
        ),
        (
            "identity.prefix",
            plan.identity.prefix.clone(),
            identity.prefix.clone(),
        ),
    ];
    let markers = plan.actions.iter().map(|action| {
        let (marker, id) = match action {
            Action::Create(create) => (&create.marker, create.case.id),
            Action::Update(update) => (&update.marker, update.test_case),
        };
        let declared = identity.marker(id).0.to_string();
        ("identity.prefix", marker.0.to_string(), declared)
    });
    let sections = plan.actions.iter().filter_map(|action| match action {
        Action::Create(create) => Some((
            "destination.sectionId",
            create.case.section.0.to_string(),
            destination.section_id.value.to_string(),
        )),
        Action::Update(_) => None,
    });
    ends.into_iter()
        .chain(markers)
        .chain(sections)
        .find(|(_, planned, declared)| planned != declared)
        .map(|(key, planned, declared)| Contradiction {
            key,
            planned,
            declared,
        })
}

/// Digests a value: the same for equal values, on every machine.
pub(crate) fn digest(value: &impl Serialize) -> String {
    // Only maps with keys that are no strings fail, and there are none.
    let text = serde_json::to_vec(value).unwrap_or_default();
    [PREFIX, &hex_digits(&Sha256::digest(&text))].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> String {
        let saved = SavedPlan {
            manifests: "0123".into(),
            servers: BTreeMap::from([("testrail".into(), "https://example.testrail.io".into())]),
            projects: BTreeMap::from([("shop".into(), 1)]),
            plan: Plan::default(),
        };
        saved.to_text().expect("a file")
    }

    #[test]
    fn a_file_is_as_it_was_written_to_the_last_byte() {
        let text = written();
        assert!(SavedPlan::from_text(text.as_bytes()).is_ok());
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= 1;
            assert!(SavedPlan::from_text(&changed).is_err(), "byte {at}");
            changed.remove(at);
            assert!(SavedPlan::from_text(&changed).is_err(), "byte {at}");
        }
    }

    #[test]
    fn what_no_digest_covers_makes_another_file_too() {
        let text = written();
        for changed in [
            text.replace('\n', "\r\n"),
            text.trim_end().to_owned(),
            text.replace("\"plan\": {", "\"plan\": {\n    \"force\": true,"),
            text.replace("\"digest\"", "\"note\": 1,\n  \"digest\""),
        ] {
            let read = SavedPlan::from_text(changed.as_bytes());
            assert!(matches!(read, Err(SavedPlanError::Edited)), "{changed}");
        }
    }

    #[test]
    fn a_plan_that_somebody_else_made_is_not_carried_out() {
        let text = written();
        let saved = SavedPlan::from_text(text.as_bytes()).expect("a plan");
        let key = PlanKey::new("the pipeline's own key").expect("a key");
        let other = PlanKey::new("some key of a stranger").expect("a key");
        let sealed = saved.seal(Some(&key)).expect("a file");
        let read = |text: &str, key| SavedPlan::unseal(text.as_bytes(), key);
        assert_eq!(read(&sealed, Some(&key)).expect("ours"), saved);
        assert!(matches!(
            read(&sealed, None),
            Err(SavedPlanError::KeyMissing)
        ));
        for (text, key) in [(&sealed, &other), (&text, &key)] {
            let read = read(text, Some(key));
            assert!(matches!(read, Err(SavedPlanError::NotSealed)), "{read:?}");
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] ^= 1;
            assert!(
                SavedPlan::unseal(&changed, Some(&key)).is_err(),
                "byte {at}"
            );
        }
    }

    #[test]
    fn a_seal_is_what_hmac_says() {
        // RFC 4231, test case 4.
        let key = PlanKey((1..=25).collect());
        let seal = key.seal(&[0xcd; 50]);
        insta::assert_snapshot!(seal.unwrap_or_default(), @"hmac-sha256:82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    }
}
