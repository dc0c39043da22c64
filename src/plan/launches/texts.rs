//! The name and the description of a run: which of them change, and which TestRail would only make the same of again.

use super::LaunchFacts;
use crate::diagnostic::{Diagnostic, LaunchCode};
use crate::field::fingerprint;
use crate::mapping::launches::{Block, LaunchRules, block_fingerprint, merge, read_block};
use crate::model::ObservedRun;
use crate::plan::{Written, alike};

/// What changes of the texts of a run. What is `None` stays as it is.
#[derive(Debug, Default)]
pub(super) struct ChangedTexts {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
}

/// How a text that stands is to the one that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// They say the same.
    Same,
    /// It is what TestRail makes of it.
    Rewritten,
    /// It is somebody's.
    Foreign,
    /// It is ours, and says what was.
    Outdated,
}

/// Compares the texts of an open run. `is_written_to` says whether something else is written there, whatever they say.
pub(super) fn changed_texts(
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    run: &ObservedRun,
    (name, block): (&str, &Block),
    is_written_to: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> ChangedTexts {
    let mut changed = ChangedTexts::default();
    let mut rewritten = Vec::new();
    let launch = facts.launch.id;
    let mut tell = |code| {
        let diagnostic = Diagnostic::notice(code).at(&rules.place);
        diagnostics.push(diagnostic.about(launch).about(run.id));
    };
    match name_standing(facts, run, name) {
        Standing::Same => {}
        Standing::Rewritten => rewritten.push("name".to_owned()),
        Standing::Outdated => changed.name = Some(name.to_owned()),
        Standing::Foreign => tell(LaunchCode::RunNameLeft {
            launch: launch.0,
            run: run.id.0,
            name: run.name.clone(),
            wanted: name.to_owned(),
        }),
    }
    match description_standing(facts, run, block, is_written_to) {
        Standing::Rewritten => rewritten.push("description".to_owned()),
        Standing::Outdated => {
            changed.description = Some(merge(&run.description, block, rules.markup));
        }
        Standing::Same | Standing::Foreign => {}
    }
    if !rewritten.is_empty() {
        tell(LaunchCode::RunKeepsBeingRewritten {
            launch: launch.0,
            run: run.id.0,
            parts: rewritten,
        });
    }
    changed
}

/// A name that we did not give the run is somebody's, and stays.
fn name_standing(facts: &LaunchFacts<'_>, run: &ObservedRun, wanted: &str) -> Standing {
    if run.name == wanted {
        return Standing::Same;
    }
    let written = facts.written.get(&run.id);
    let written = written.and_then(|written| written.name.as_ref());
    let is_ours = |written: &&Written| written.stored == fingerprint::name_of([run.name.as_str()]);
    match (written, written.filter(is_ours)) {
        (_, Some(written)) => again(written, &fingerprint::name_of([wanted])),
        (None, None) if alike::is_dressed_alike(&run.name, wanted) => Standing::Rewritten,
        (_, None) => Standing::Foreign,
    }
}

/// Our block is ours whoever touched it; what TestRail makes of it is not sent again.
fn description_standing(
    facts: &LaunchFacts<'_>,
    run: &ObservedRun,
    wanted: &Block,
    is_written_to: bool,
) -> Standing {
    let stands = read_block(&run.description);
    if stands.as_ref() == Some(wanted) {
        return Standing::Same;
    }
    let written = facts.written.get(&run.id);
    let written = written.and_then(|written| written.description.as_ref());
    let found = block_fingerprint(stands.as_ref());
    match (written, written.filter(|written| written.stored == found)) {
        (_, Some(written)) => again(written, &block_fingerprint(Some(wanted))),
        (None, None) if stands.is_some_and(|stands| is_dressed(&stands, wanted)) => {
            Standing::Rewritten
        }
        // Every run of ours is created with a description. Where none is left, the next one would go the same way.
        (None, None) if run.description.trim().is_empty() && !is_written_to => Standing::Rewritten,
        (_, None) => Standing::Outdated,
    }
}

/// What comes of writing a text once more over what TestRail made of the last one.
fn again(written: &Written, wanted: &str) -> Standing {
    if written.sent == wanted {
        Standing::Rewritten
    } else {
        Standing::Outdated
    }
}

fn is_dressed(stands: &Block, wanted: &Block) -> bool {
    let mut lines = stands.lines.iter().zip(&wanted.lines);
    stands.exported == wanted.exported
        && stands.lines.len() == wanted.lines.len()
        && lines.all(|(stands, wanted)| alike::is_dressed_alike(stands, wanted))
}
