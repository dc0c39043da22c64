//! Which case goes with which test case. A pair is the only one on both sides, over all sync configs of a suite.

use std::collections::{BTreeMap, BTreeSet};

use super::super::run::{Reading, Sides};
use super::super::{MarkerScope, Owners};
use super::{Adoption, Adoptions};
use crate::field::{folded_title, title_of};
use crate::model::{
    AdoptRule, CaseId, Clue, DesiredCase, Evidence, FieldName, Identity, TestCaseId, UnmarkedCase,
    reference_entries,
};

/// A test case without a case, by the place of its sync config.
type Seeker = (usize, TestCaseId);

/// Finds the pairs of all sync configs, an entry for each in their order.
pub(in crate::plan) fn pair_up(
    readings: &[Reading],
    owners: &Owners,
    elsewhere: &[MarkerScope],
) -> Vec<Adoptions> {
    let mut adoptions: Vec<Adoptions> = readings.iter().map(|_| Adoptions::new()).collect();
    let mut suites: BTreeMap<_, Vec<(usize, &Sides)>> = BTreeMap::new();
    for (index, reading) in readings.iter().enumerate() {
        if let Reading::Read(sides) = reading
            && sides.policy.adopt.is_some()
        {
            let suite = (&sides.scope.server, sides.scope.suite);
            suites.entry(suite).or_default().push((index, sides));
        }
    }
    let scopes: Vec<&MarkerScope> = readings
        .iter()
        .map(Reading::scope)
        .chain(elsewhere)
        .collect();
    for ((server, suite), members) in suites {
        let here = scopes
            .iter()
            .filter(|scope| scope.server == *server && scope.suite == suite);
        let identities: BTreeSet<Identity> = here.map(|scope| identity(scope)).collect();
        Suite::new(members, owners, &identities).pair_up(&mut adoptions);
    }
    adoptions
}

fn identity(scope: &MarkerScope) -> Identity {
    let (field, prefix) = &scope.marking;
    Identity {
        field: FieldName::new(field.as_str()),
        prefix: prefix.clone(),
    }
}

/// The sync configs that adopt cases of one suite.
struct Suite<'a> {
    members: Vec<Member<'a>>,
    /// Those that are left.
    seekers: BTreeMap<Seeker, &'a DesiredCase>,
    /// Cases that are spoken for.
    taken: BTreeSet<CaseId>,
}

/// A sync config that adopts.
struct Member<'a> {
    index: usize,
    sides: &'a Sides,
    rules: Vec<AdoptRule>,
    /// The cases that may be adopted.
    candidates: BTreeMap<CaseId, &'a UnmarkedCase>,
    by_title: BTreeMap<&'a str, Vec<CaseId>>,
}

impl<'a> Suite<'a> {
    fn new(
        members: Vec<(usize, &'a Sides)>,
        owners: &Owners,
        identities: &BTreeSet<Identity>,
    ) -> Self {
        let mut seekers = BTreeMap::new();
        for (index, sides) in &members {
            let observed = &sides.observed;
            let marked = observed.cases.iter().flat_map(|case| &case.marked);
            let almost = observed.almost_marked.iter().map(|it| &it.test_case);
            let found: BTreeSet<&TestCaseId> = marked.chain(almost).collect();
            let is_ours = |case: &&DesiredCase| {
                let owner = owners.other_owner(&sides.scope, &sides.plan.name, case.id);
                owner.is_none() && !found.contains(&case.id)
            };
            let own = sides.desired.iter().filter(is_ours);
            seekers.extend(own.map(|case| ((*index, case.id), case)));
        }
        let members = members.into_iter();
        let members = members.map(|(index, sides)| Member::new(index, sides, identities));
        Self {
            members: members.collect(),
            seekers,
            taken: BTreeSet::new(),
        }
    }

    fn pair_up(mut self, adoptions: &mut [Adoptions]) {
        let stages = self.members.iter().map(|member| member.rules.len()).max();
        for stage in 0..stages.unwrap_or_default() {
            // A title counts where a new case would be before it counts anywhere.
            for in_section in [true, false] {
                self.stage(stage, in_section, adoptions);
            }
        }
    }

    fn stage(&mut self, stage: usize, in_section: bool, adoptions: &mut [Adoptions]) {
        let mut found: BTreeMap<Seeker, (Vec<CaseId>, Evidence)> = BTreeMap::new();
        let mut wanted_by: BTreeMap<CaseId, Vec<Seeker>> = BTreeMap::new();
        for member in &self.members {
            let Some(rule) = member.rules.get(stage) else {
                continue;
            };
            let index = member.index(rule);
            let of_member =
                (member.index, TestCaseId(i64::MIN))..=(member.index, TestCaseId(i64::MAX));
            for (seeker, case) in self.seekers.range(of_member) {
                let clue = member.sides.clues.get(&case.id);
                let clue = clue.and_then(|clues| clues.get(stage));
                let Some((cases, evidence)) = member.find(rule, clue, case, in_section, &index)
                else {
                    continue;
                };
                let mut cases: Vec<CaseId> = cases
                    .into_iter()
                    .filter(|case| !self.taken.contains(case))
                    .collect();
                cases.sort_unstable();
                cases.dedup();
                for case in &cases {
                    wanted_by.entry(*case).or_default().push(*seeker);
                }
                if !cases.is_empty() {
                    found.insert(*seeker, (cases, evidence));
                }
            }
        }
        for (seeker, (cases, evidence)) in found {
            let wanted = cases.iter().filter_map(|case| wanted_by.get(case));
            let rivals: BTreeSet<TestCaseId> = wanted
                .flatten()
                .filter(|other| **other != seeker)
                .map(|(_, id)| *id)
                .collect();
            let adoption = match cases.as_slice() {
                [only] if rivals.is_empty() => Adoption::Pair(*only, evidence),
                _ => Adoption::Ambiguous {
                    evidence,
                    rivals: rivals.into_iter().collect(),
                    cases,
                },
            };
            self.seekers.remove(&seeker);
            adoptions[seeker.0].insert(seeker.1, adoption);
        }
        self.taken.extend(wanted_by.into_keys());
    }
}

/// The candidates by what a rule compares.
enum Index<'a> {
    None,
    Texts(BTreeMap<&'a str, Vec<CaseId>>),
    Markers(BTreeMap<TestCaseId, Vec<CaseId>>),
}

impl<'a> Member<'a> {
    fn new(index: usize, sides: &'a Sides, identities: &BTreeSet<Identity>) -> Self {
        let rules = sides.policy.adopt.as_ref().map(|adopt| adopt.rules.clone());
        let rules = rules.unwrap_or_default();
        let mut candidates = BTreeMap::new();
        let mut by_title: BTreeMap<&str, Vec<CaseId>> = BTreeMap::new();
        for case in &sides.observed.unmarked {
            if is_adoptable(case, sides, identities) {
                candidates.insert(case.id, case);
                // What carries a marker of this kind is adopted by that alone.
                let is_others = rules.iter().any(|rule| match rule {
                    AdoptRule::Marker(identity) => carries(case, sides, identity).next().is_some(),
                    _ => false,
                });
                if !is_others && !case.title.is_empty() {
                    by_title.entry(&case.title).or_default().push(case.id);
                }
            }
        }
        Self {
            index,
            sides,
            rules,
            candidates,
            by_title,
        }
    }

    /// Sorts the candidates by what a rule compares.
    fn index(&self, rule: &AdoptRule) -> Index<'a> {
        let candidates = self.candidates.values().copied();
        match rule {
            AdoptRule::Field(field) => {
                let mut texts: BTreeMap<&str, Vec<CaseId>> = BTreeMap::new();
                for case in candidates {
                    if let Some(text) = evidence(case, self.sides, field) {
                        texts.entry(unwrapped(text)).or_default().push(case.id);
                    }
                }
                Index::Texts(texts)
            }
            AdoptRule::Marker(identity) => {
                let mut markers: BTreeMap<TestCaseId, Vec<CaseId>> = BTreeMap::new();
                for case in candidates {
                    for id in carries(case, self.sides, identity) {
                        markers.entry(id).or_default().push(case.id);
                    }
                }
                Index::Markers(markers)
            }
            AdoptRule::TestKey | AdoptRule::Pattern | AdoptRule::Title => Index::None,
        }
    }

    /// The cases that a rule finds for a test case, and what shows it.
    fn find(
        &self,
        rule: &AdoptRule,
        clue: Option<&Clue>,
        case: &DesiredCase,
        in_section: bool,
        index: &Index<'_>,
    ) -> Option<(Vec<CaseId>, Evidence)> {
        let ids = || match clue {
            Some(Clue::Cases(ids)) => ids
                .iter()
                .copied()
                .filter(|id| self.candidates.contains_key(id))
                .collect(),
            _ => Vec::new(),
        };
        let found = match (rule, index) {
            (AdoptRule::Title, _) => {
                let title = folded_title(title_of(case));
                let all = self.by_title.get(&*title).cloned().unwrap_or_default();
                if !in_section {
                    return Some((all, Evidence::Title));
                }
                let is_here = |id: &CaseId| {
                    let section = self.candidates.get(id).map(|case| case.section);
                    section == Some(case.section)
                };
                let here = all.into_iter().filter(is_here).collect();
                return Some((here, Evidence::TitleInSection));
            }
            // The others know no section.
            _ if !in_section => return None,
            (AdoptRule::TestKey, _) => (ids(), Evidence::TestKey),
            (AdoptRule::Pattern, _) => (ids(), Evidence::Pattern),
            (AdoptRule::Field(field), Index::Texts(texts)) => {
                let Some(Clue::Text(text)) = clue else {
                    return None;
                };
                let found = texts.get(&**text).cloned().unwrap_or_default();
                (found, Evidence::Field(field.clone()))
            }
            (AdoptRule::Marker(identity), Index::Markers(markers)) => {
                let found = markers.get(&case.id).cloned().unwrap_or_default();
                (found, Evidence::Marker(identity.marker(case.id).0))
            }
            (AdoptRule::Field(_) | AdoptRule::Marker(_), _) => return None,
        };
        Some(found)
    }
}

/// False for what is another sync config's, and for what holds something of people's where our marker would be.
fn is_adoptable(case: &UnmarkedCase, sides: &Sides, identities: &BTreeSet<Identity>) -> bool {
    if case.candidate.is_none() {
        return false;
    }
    let is_others = identities
        .iter()
        .any(|identity| carries(case, sides, identity).next().is_some());
    let own = &sides.plan.identity;
    let is_occupied = !own.in_refs() && {
        let text = evidence(case, sides, &own.field).unwrap_or_default();
        let is_former = |rule: &AdoptRule| match rule {
            AdoptRule::Marker(former) => {
                former.field == own.field && carries(case, sides, former).next().is_some()
            }
            _ => false,
        };
        let rules = sides.policy.adopt.iter().flat_map(|adopt| &adopt.rules);
        !text.trim().is_empty() && !rules.into_iter().any(is_former)
    };
    !is_others && !is_occupied
}

/// The test cases whose markers of this kind a candidate carries.
fn carries<'a>(
    case: &'a UnmarkedCase,
    sides: &'a Sides,
    identity: &'a Identity,
) -> impl Iterator<Item = TestCaseId> + 'a {
    let text = evidence(case, sides, &identity.field).unwrap_or_default();
    let entries: Vec<&str> = if identity.in_refs() {
        reference_entries(text).collect()
    } else {
        vec![unwrapped(text)]
    };
    entries
        .into_iter()
        .filter_map(|entry| identity.parse(entry))
}

/// The text of a field of a candidate.
fn evidence<'a>(case: &'a UnmarkedCase, sides: &Sides, field: &FieldName) -> Option<&'a str> {
    let known = &sides.observed.evidence;
    let position = known.iter().position(|known| known == field)?;
    let candidate = case.candidate.as_ref()?;
    candidate.evidence.get(position).map(|text| &**text)
}

/// A Text field in place of a String field is wrapped by newer servers.
fn unwrapped(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .strip_prefix("<p>")
        .and_then(|text| text.strip_suffix("</p>"));
    inner.unwrap_or(text)
}
