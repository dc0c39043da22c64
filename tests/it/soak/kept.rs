//! Nobody's edit is lost unseen: random edits of every kind of field by people and by our own users, in every order, under
//! every rule, over five applies, with the state directory and without, against a model of what must become of them.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use serde_json::Value;

use super::people::{CASES, Edit, Editor, Field, MAPPED, People, Versions};
use super::tally::Tally;
use crate::support::matrix::for_each;

/// How many applies each world sees.
const ROUNDS: usize = 5;

const RULES: [&str; 3] = ["overwrite", "keep", "fail"];

#[test]
fn a_sample_of_edits_is_kept_or_named_before_it_is_overwritten() {
    run(1);
}

#[test]
#[ignore = "takes minutes: tests/soak/run"]
fn every_edit_is_kept_or_named_before_it_is_overwritten() {
    run(12);
}

fn run(seeds: u64) {
    let mut worlds = Vec::new();
    for rule in RULES {
        for (keeps_state, tells_history) in
            [(true, true), (false, true), (true, false), (false, false)]
        {
            // Every world has edits of its own.
            let first = worlds.len() as u64;
            let setting = Setting {
                rule,
                keeps_state,
                tells_history,
            };
            worlds.extend((first..first + seeds).map(|seed| (seed, setting)));
        }
    }
    let tally = Tally::of(worlds.len());
    for_each(worlds, |(seed, setting)| {
        let mut model = Model::new(seed, setting);
        let ended = (0..ROUNDS).try_for_each(|round| model.round(round));
        tally.add(match ended {
            Ok(()) => Ok(model.seen),
            Err(wrong) => Err(format!(
                "seed {seed}, {setting:?}\n{wrong}\n{}",
                model.story.join("\n")
            )),
        });
    });
    tally.end(&format!("worlds of {CASES} cases over {ROUNDS} applies"));
}

/// Who changed a field last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Us,
    Person,
}

/// What is the same in all rounds of a world.
#[derive(Clone, Copy, Debug)]
struct Setting {
    /// `onDrift` of every mapped field.
    rule: &'static str,
    keeps_state: bool,
    /// Whether TestRail tells who changed which field.
    tells_history: bool,
}

/// A world, and what is known of it.
struct Model {
    setting: Setting,
    people: People,
    versions: Versions,
    last: BTreeMap<(u64, Field), Last>,
    random: Rng,
    story: Vec<String>,
    seen: BTreeMap<String, usize>,
}

impl Model {
    fn new(seed: u64, setting: Setting) -> Self {
        let people = People::new(setting.rule);
        if !setting.tells_history {
            people.tell_no_history();
        }
        Self {
            setting,
            people,
            versions: Versions::default(),
            last: BTreeMap::new(),
            random: Rng::with_seed(seed),
            story: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    /// Edits, a plan, an apply and one more that must find nothing to do.
    fn round(&mut self, round: usize) -> Result<(), String> {
        self.story.push(format!("round {round}"));
        self.disturb();
        if !self.setting.keeps_state {
            self.people.forget();
        }
        let before = self.people.cases();
        let plan = self.people.plan();
        let applied = self.people.apply();
        self.story.push(applied.to_string());
        if applied.code != Some(0) {
            return Err("the apply failed".to_owned());
        }
        let after = self.people.cases();
        for (id, (before, after)) in (1..).zip(before.iter().zip(&after)) {
            self.check(id, before, after, &plan)
                .map_err(|wrong| format!("test case {id}: {wrong}\n{before:#}\nthen\n{after:#}"))?;
        }
        if !self.setting.keeps_state {
            self.people.forget();
        }
        let writes = self.people.writes();
        let again = self.people.apply();
        if self.people.writes() != writes {
            return Err(format!("a needless write: {again}"));
        }
        Ok(())
    }

    /// Up to three edits of each case, and in two of the rounds other texts in TestOps, before them or after.
    fn disturb(&mut self) {
        let changes_source = self.random.u8(..5) < 2;
        let first = self.random.bool();
        if changes_source && first {
            self.change_source();
        }
        for case in 1..=CASES {
            for _ in 0..self.random.u8(..=3) {
                let edit = Edit::any(&mut self.random, case);
                self.story.push(format!("{edit:?}"));
                self.people.edit(edit);
                self.note(edit);
            }
        }
        if changes_source && !first {
            self.change_source();
        }
    }

    fn change_source(&mut self) {
        for case in 1..=CASES {
            for field in MAPPED {
                if self.random.u8(..4) == 0 {
                    self.versions.bump(case, field);
                    self.story
                        .push(format!("TestOps changes {field:?} of {case}"));
                }
            }
        }
        self.people.change_source(&self.versions);
    }

    /// Remembers who changed what last.
    fn note(&mut self, edit: Edit) {
        let last = match edit.editor {
            Editor::Person => Last::Person,
            Editor::Own | Editor::OtherOwn => Last::Us,
        };
        self.last.insert((edit.case, edit.field), last);
    }

    /// Holds what an apply made of a case against what it may.
    fn check(
        &mut self,
        id: u64,
        before: &Value,
        after: &Value,
        plan: &Value,
    ) -> Result<(), String> {
        for field in [Field::Column, Field::References] {
            if field.of(before) != field.of(after) {
                return Err(format!("{field:?} is lost"));
            }
        }
        let edited: BTreeSet<Field> = MAPPED
            .into_iter()
            .filter(|field| field.of(before) != self.versions.desired(id, *field))
            .collect();
        let Setting {
            rule,
            tells_history,
            ..
        } = self.setting;
        let is_persons = |field: &Field| self.last(id, *field) == Last::Person;
        let is_blocked = rule == "fail" && edited.iter().any(is_persons);
        let mut seen = Vec::new();
        for field in MAPPED {
            let (found, left) = (field.of(before), field.of(after));
            let desired = self.versions.desired(id, field);
            let last = self.last(id, field);
            let (is_kept, is_written) = (left == found, left == desired);
            let differs = edited.contains(&field);
            let is_right = match rule {
                _ if !differs || is_blocked => is_kept,
                "overwrite" => is_written,
                _ if last == Last::Person => is_kept,
                // What nobody can know counts as an edit.
                _ if !tells_history => is_kept || is_written,
                _ => is_written,
            };
            let how = if differs { "differs" } else { "equal" };
            let what = format!("{rule}: {field:?}, {last:?} changed it last, {how}");
            if !is_right {
                return Err(format!("{what}, and it is {left:?}"));
            }
            let is_overwritten = differs && is_written;
            if is_overwritten && last == Last::Person && !is_named(plan, id, field, tells_history) {
                return Err(format!("{what}, and nobody was told"));
            }
            seen.push((field, is_overwritten, what));
        }
        for (field, is_overwritten, what) in seen {
            if is_overwritten {
                self.last.insert((id, field), Last::Us);
            }
            *self.seen.entry(what).or_default() += 1;
        }
        Ok(())
    }

    fn last(&self, id: u64, field: Field) -> Last {
        self.last.get(&(id, field)).copied().unwrap_or(Last::Us)
    }
}

/// Whether a plan says that somebody else gave a field the value that it replaces or, where TestRail does not tell whose
/// it is, that nobody knows.
fn is_named(plan: &Value, id: u64, field: Field, tells_history: bool) -> bool {
    let actions = plan["sync_configs"][0]["actions"].as_array().unwrap();
    let action = actions.iter().find(|action| action["test_case"] == id);
    let changes = action.and_then(|action| action["changes"].as_array());
    let is_told = |change: &Value| {
        let is_tess = change["changed_by"] == "person" && change["edited_by"]["name"] == "Tess";
        is_tess || (!tells_history && change["changed_by"] != "us")
    };
    let mut of_field = changes
        .into_iter()
        .flatten()
        .filter(|change| change["field"] == field.name());
    of_field.any(is_told)
}
