//! Settles what differs once it is known who wrote what is there.

use std::collections::BTreeMap;

use super::alike;
use super::last_editor::AskedCase;
use super::rendered::is_rendered;
use super::{Action, Change, Edit, LastEditor, Memory, PlannedConfig, Update};
use crate::diagnostic::{CaseCode, Diagnostic};
use crate::field::fingerprint;
use crate::manifest::OnDrift;
use crate::model::{CaseHistory, CaseId, FieldChange, FieldName, FieldSpec, ObservedCase};

/// What TestRail told about the changes of cases; a case without an entry was not asked about.
pub(crate) type Histories = BTreeMap<CaseId, Option<CaseHistory>>;

impl PlannedConfig {
    /// Which cases have to be asked who changed them, and whether it decides about what is done.
    pub(crate) fn questions(&self) -> impl Iterator<Item = (CaseId, bool)> {
        self.plan.actions.iter().filter_map(|action| match action {
            Action::Create(_) => None,
            Action::Update(update) if update.adopted.is_some() => None,
            Action::Update(_) if self.gets_marker_alone() => None,
            Action::Update(update) => {
                let mut open = update
                    .changes
                    .iter()
                    .filter(|change| change.by.may_be_somebody());
                let first = open.next()?;
                let decides = |change: &Change| {
                    change.on_drift != OnDrift::Overwrite || self.waits_for_editor(change)
                };
                Some((update.case, decides(first) || open.any(decides)))
            }
        })
    }

    /// Everybody whom the histories name, and those who made the cases or changed them last.
    pub(crate) fn users<'a>(&'a self, histories: &'a Histories) -> impl Iterator<Item = u64> {
        let told = histories.values().flatten();
        let told = told.flat_map(|history| history.entries.iter().filter_map(|entry| entry.by));
        let cases = self.observed.cases.iter();
        let asked = cases.filter(|case| histories.contains_key(&case.id));
        told.chain(asked.flat_map(|case| [case.created_by, case.updated_by].into_iter().flatten()))
    }

    /// Leaves out what people edited and the mapping keeps, and blocks what it wants settled.
    pub(crate) fn settle(mut self, histories: &Histories) -> Self {
        let actions = std::mem::take(&mut self.plan.actions);
        for action in actions {
            match action {
                // What it gets was settled when it was compared.
                Action::Update(update) if update.adopted.is_some() => {
                    self.plan.actions.push(Action::Update(update));
                }
                Action::Update(update) => {
                    if let Some(update) = self.settle_update(update, histories) {
                        self.plan.actions.push(Action::Update(update));
                    }
                }
                create @ Action::Create(_) => self.plan.actions.push(create),
            }
        }
        self.observed = std::sync::Arc::default();
        self.plan.unchanged.sort_unstable();
        self.plan.blocked.sort_unstable();
        for blocked in &self.plan.blocked {
            self.exported.remove(blocked);
        }
        self
    }

    fn settle_update(&mut self, mut update: Update, histories: &Histories) -> Option<Update> {
        let observed = std::sync::Arc::clone(&self.observed);
        let position = observed
            .cases
            .binary_search_by_key(&update.case, |case| case.id);
        let case = &observed.cases[position.ok()?];
        let own = self.policy.own_users.clone().unwrap_or_default();
        let asked = AskedCase {
            case,
            history: histories.get(&case.id).and_then(Option::as_ref),
            own: &own,
        };
        if histories.contains_key(&case.id) {
            self.find_editors(&mut update, &asked);
            if self.is_written_by_another_sync(&update, &asked) {
                return None;
            }
            self.leave_rewritten(&mut update, &asked);
        }
        if self.gets_marker_alone() {
            let left = update.changes.iter().filter(|it| it.by.may_be_somebody());
            self.left
                .markers_alone
                .add(left.map(|change| &change.field));
            update.changes.retain(|it| !it.by.may_be_somebody());
        }
        self.leave_what_is_not_ours(&mut update);
        self.keep_edits(update)
    }

    /// True where it takes the editor to know whether a field is emptied.
    fn waits_for_editor(&self, change: &Change) -> bool {
        change.on_drift == OnDrift::Overwrite
            && change.empties()
            && !self.policy.on_empty.contains_key(&change.field)
    }

    /// True as long as adopting writes markers alone: then nothing else is written but what the ledger knows to be ours.
    /// Nobody is asked, because another tool may have made the cases as the same user.
    fn gets_marker_alone(&self) -> bool {
        let adopt = self.policy.adopt.as_ref();
        adopt.is_some_and(|adopt| adopt.markers_alone)
    }

    /// Leaves out what would empty a field in which somebody else wrote.
    fn leave_what_is_not_ours(&mut self, update: &mut Update) {
        let waiting: Vec<FieldName> = update
            .changes
            .iter()
            .filter(|change| self.waits_for_editor(change) && change.by.may_be_somebody())
            .map(|change| change.field.clone())
            .collect();
        self.left.not_emptied.add(waiting.iter());
        update.changes.retain(|it| !waiting.contains(&it.field));
    }

    /// Notes who changed each field whose value is not known to be ours.
    fn find_editors(&self, update: &mut Update, asked: &AskedCase<'_>) {
        for change in update
            .changes
            .iter_mut()
            .filter(|change| change.by.may_be_somebody())
        {
            let spec = self.plan.field(&change.field);
            // Where nobody knows who we are, nobody knows what is ours.
            let known = spec.filter(|_| self.policy.own_users.is_some());
            change.by = known.map_or(LastEditor::Unknown, |spec| asked.last_editor(spec));
        }
    }

    /// Blocks a case that somebody else writes with a user of ours: it would be written in turns for ever.
    fn is_written_by_another_sync(&mut self, update: &Update, asked: &AskedCase<'_>) -> bool {
        let turns = update.changes.iter().filter(|change| {
            let spec = self.plan.field(&change.field);
            change.by == LastEditor::Us
                && spec.is_some_and(|spec| {
                    is_written_in_turns(&self.memory, update, change, spec, asked)
                })
        });
        let fields: Vec<String> = turns.map(|change| change.field.to_string()).collect();
        if fields.is_empty() {
            return false;
        }
        let case = update.case.0;
        let code = CaseCode::WrittenByAnotherSync { case, fields };
        let diagnostic = Diagnostic::blocks_case(code)
            .about(update.test_case)
            .about(update.case);
        self.plan.diagnostics.push(diagnostic);
        self.plan.blocked.push(update.test_case);
        true
    }

    /// Leaves out what TestRail would make of it again what is there.
    fn leave_rewritten(&mut self, update: &mut Update, asked: &AskedCase<'_>) {
        let mut rewritten = Vec::new();
        update.changes.retain(|change| {
            let spec = self.plan.field(&change.field);
            let is_known = self
                .memory
                .written
                .contains_key(&(update.case, change.field.clone()));
            let is_made = !is_known
                && spec.is_some_and(|spec| {
                    let (by, kind) = (&change.by, &spec.kind);
                    let (before, after) = (&change.before, &change.after);
                    alike::is_made_of(asked, by, kind, before, after)
                        || self.renders
                            && is_rendered(kind, before)
                            && alike::is_rendered_of(by, kind, before, after)
                });
            let is_told =
                self.renders && spec.is_some_and(|spec| is_rendered(&spec.kind, &change.before));
            if is_made && !is_told {
                rewritten.push(change.field.to_string());
            }
            !is_made
        });
        if !rewritten.is_empty() {
            let (case, fields) = (update.case.0, rewritten);
            let diagnostic = Diagnostic::notice(CaseCode::KeepsBeingRewritten { case, fields });
            let diagnostic = diagnostic.about(update.test_case).about(update.case);
            self.plan.diagnostics.push(diagnostic);
        }
    }

    fn keep_edits(&mut self, mut update: Update) -> Option<Update> {
        let is_edited =
            |change: &Change, rule| change.by.may_be_somebody() && change.on_drift == rule;
        let edits = |rule| {
            let changes = update.changes.iter();
            let edited = changes.filter(|change| is_edited(change, rule));
            by_editor(&update, edited, rule == OnDrift::Fail)
        };
        let (failing, kept) = (edits(OnDrift::Fail), edits(OnDrift::Keep));
        if !failing.is_empty() {
            self.edits.extend(failing);
            self.plan.blocked.push(update.test_case);
            return None;
        }
        update
            .changes
            .retain(|change| !is_edited(change, OnDrift::Keep));
        self.edits.extend(kept);
        if update.changes.is_empty() {
            self.plan.unchanged.push(update.test_case);
            return None;
        }
        Some(update)
    }
}

/// Puts the fields together that one person edited.
fn by_editor<'a>(
    update: &Update,
    changes: impl Iterator<Item = &'a Change>,
    blocks: bool,
) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for change in changes {
        let by = change.by.person().map(|(editor, _)| editor.clone());
        match edits.iter_mut().find(|edit| edit.by == by) {
            Some(edit) => edit.fields.push(change.field.clone()),
            None => edits.push(Edit {
                test_case: update.test_case,
                case: update.case,
                fields: vec![change.field.clone()],
                by,
                blocks,
            }),
        }
    }
    edits
}

/// True when users of ours replace each other's values: what we want to write was there, was replaced, was written again
/// and replaced again. Once may be a person who works as our user, and is overwritten. Where the ledger knows our value,
/// one turn less is enough.
fn is_written_in_turns(
    memory: &Memory,
    update: &Update,
    change: &Change,
    spec: &FieldSpec,
    asked: &AskedCase<'_>,
) -> bool {
    let written = memory.written.get(&(update.case, change.field.clone()));
    let desired = fingerprint::value(&change.after);
    let is_known = written.is_some_and(|known| known.sent == desired || known.stored == desired);
    let needed = if is_known { 2 } else { 3 };
    let turns = asked.own_changes(&change.field);
    let (ours, theirs) = (&change.after, &change.before);
    let is_turn = |(index, turn): (usize, &&FieldChange)| {
        let (from, to) = if index % 2 == 0 {
            (ours, theirs)
        } else {
            (theirs, ours)
        };
        spec.kind.is_same(&turn.old, from) && spec.kind.is_same(&turn.new, to)
    };
    turns
        .iter()
        .enumerate()
        .take_while(|turn| is_turn(*turn))
        .count()
        >= needed
}

/// Who wrote what differs, as far as it is known without asking: what the ledger has is ours.
pub(super) fn known_editor(memory: &Memory, case: &ObservedCase, change: &Change) -> LastEditor {
    let written = memory.written.get(&(case.id, change.field.clone()));
    let is_ours = |stored: &String| *stored == fingerprint::value(&change.before);
    match written {
        Some(written) if is_ours(&written.stored) => LastEditor::Us,
        Some(_) | None => LastEditor::NotAsked,
    }
}
