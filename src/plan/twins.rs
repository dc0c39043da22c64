//! Twins: cases that would be created although one of the same title, which is not ours, is there already.

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, PlannedConfig};
use crate::diagnostic::{CaseCode, Diagnostic, Severity};
use crate::field::{folded_title, title_of};
use crate::model::{CaseId, Observed, Section, SectionId, UnmarkedCase};

/// How many twins are named.
const EXAMPLES: usize = 5;

/// A case to create, by its number in the order of the plan, with a case of its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Twin {
    action: usize,
    case: CaseId,
    section: SectionId,
}

/// Finds the cases of the same titles.
pub(super) fn find_twins(actions: &[Action], observed: &Observed) -> Vec<Twin> {
    let creates = actions.iter().enumerate().filter_map(|(index, action)| {
        let Action::Create(create) = action else {
            return None;
        };
        let title = folded_title(title_of(&create.case));
        (!title.is_empty()).then_some((index, title))
    });
    let mut creates = creates.peekable();
    if creates.peek().is_none() {
        return Vec::new();
    }
    let mut by_title: BTreeMap<&str, Vec<&UnmarkedCase>> = BTreeMap::new();
    for case in &observed.unmarked {
        by_title.entry(&case.title).or_default().push(case);
    }
    let twins = creates.flat_map(|(action, title)| {
        let alike = by_title.get(&*title).into_iter().flatten();
        let twin = |case: &&UnmarkedCase| Twin {
            action,
            case: case.id,
            section: case.section,
        };
        alike.map(twin).collect::<Vec<_>>()
    });
    twins.collect()
}

impl PlannedConfig {
    /// True where it takes the tree of sections to know which twins are below the destination.
    pub(crate) fn has_twins_elsewhere(&self) -> bool {
        let destination = self.plan.destination.section;
        self.twins.iter().any(|twin| twin.section != destination)
    }

    /// Counts the twins, now that it is known which sections there are.
    pub(crate) fn note_twins(&mut self, sections: &[Section]) {
        let below = at_or_below(self.plan.destination.section, sections);
        let twins = std::mem::take(&mut self.twins);
        let is_inside = |twin: &&Twin| below.contains(&twin.section);
        let inside: BTreeSet<usize> = twins.iter().filter(is_inside).map(|it| it.action).collect();
        let all: BTreeSet<usize> = twins.iter().map(|twin| twin.action).collect();
        if all.is_empty() {
            return;
        }
        self.plan.twins = inside.len();
        let mut cases: Vec<CaseId> = twins.iter().map(|twin| twin.case).collect();
        cases.sort_unstable();
        cases.dedup();
        cases.truncate(EXAMPLES);
        let code = CaseCode::Twins {
            count: all.len(),
            inside: inside.len(),
            adoptable: count_pairs(&twins),
            cases: cases.iter().map(|case| case.0).collect(),
        };
        let diagnostic = Diagnostic::new(Severity::Warning, code).about_all(cases);
        self.plan.diagnostics.push(diagnostic);
    }
}

/// How many of them are the only ones of their title on both sides.
fn count_pairs(twins: &[Twin]) -> usize {
    let mut of_action: BTreeMap<usize, usize> = BTreeMap::new();
    let mut of_case: BTreeMap<CaseId, usize> = BTreeMap::new();
    for twin in twins {
        *of_action.entry(twin.action).or_default() += 1;
        *of_case.entry(twin.case).or_default() += 1;
    }
    let is_pair = |twin: &&Twin| of_action[&twin.action] == 1 && of_case[&twin.case] == 1;
    twins.iter().filter(is_pair).count()
}

/// A section and all that are below it.
fn at_or_below(top: SectionId, sections: &[Section]) -> BTreeSet<SectionId> {
    let mut below = BTreeSet::from([top]);
    let mut before = 0;
    while below.len() > before {
        before = below.len();
        let is_in = |section: &&Section| section.parent.is_some_and(|id| below.contains(&id));
        let next: Vec<SectionId> = sections.iter().filter(is_in).map(|it| it.id).collect();
        below.extend(next);
    }
    below
}
