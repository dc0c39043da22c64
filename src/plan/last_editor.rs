//! Who gave a field the value that is in TestRail: the third side of a plan, beside what TestOps has and what TestRail has.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Editor;
use crate::model::{
    CaseHistory, FieldChange, FieldName, FieldSpec, HistoryEntry, ObservedCase, Value,
};

/// Who gave a field its value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LastEditor {
    /// One of our own users.
    #[default]
    Us,
    /// Somebody else.
    Person {
        /// Who.
        editor: Editor,
        /// When, in seconds since 1970.
        on: i64,
    },
    /// Nobody knows: so many cases differ that TestRail was not asked about this one.
    NotAsked,
    /// Nobody knows, although TestRail was asked.
    Unknown,
    /// People, since the case is adopted by this plan; TestRail was not asked who.
    BeforeAdoption,
}

impl LastEditor {
    /// False where the value is surely our own.
    pub(crate) fn may_be_somebody(&self) -> bool {
        *self != Self::Us
    }

    /// Who it was, where it was somebody else.
    pub(crate) fn person(&self) -> Option<(&Editor, i64)> {
        match self {
            Self::Person { editor, on } => Some((editor, *on)),
            Self::Us | Self::NotAsked | Self::Unknown | Self::BeforeAdoption => None,
        }
    }
}

/// A case whose history was asked for.
pub(super) struct AskedCase<'a> {
    pub(super) case: &'a ObservedCase,
    /// What TestRail told; `None` where it did not.
    pub(super) history: Option<&'a CaseHistory>,
    /// The users that railwright works as.
    pub(super) own: &'a BTreeSet<u64>,
}

impl AskedCase<'_> {
    /// Who changed a field last.
    pub(super) fn last_editor(&self, spec: &FieldSpec) -> LastEditor {
        let Some(history) = self.history else {
            return self.last_editor_of_case().unwrap_or(LastEditor::Unknown);
        };
        for entry in history.entries.iter().rev() {
            match &entry.fields {
                Some(fields) if changes(fields, spec) => return self.editor_of(entry),
                // What a change by somebody else was about is not told, so that it may be this field.
                None if !self.is_own(entry.by) => return self.editor_of(entry),
                Some(_) | None => {}
            }
        }
        self.creator(history, spec)
    }

    /// The changes of a field, the last one first, as far as each was made by our own users.
    pub(super) fn own_changes(&self, field: &FieldName) -> Vec<&FieldChange> {
        let entries = self
            .history
            .iter()
            .flat_map(|history| history.entries.iter());
        let changes = entries.rev().filter_map(|entry| {
            let fields = entry.fields.as_ref()?;
            let change = fields.iter().find(|change| change.field == *field)?;
            Some((entry.by, change))
        });
        let own = changes.take_while(|(by, _)| self.is_own(*by));
        own.map(|(_, change)| change).collect()
    }

    /// True when our last write of the case left no change in its history: TestRail had all of it already, or made of
    /// it what was there before.
    pub(super) fn last_write_changed_nothing(&self) -> bool {
        let last = self.history.and_then(|history| history.entries.last());
        let last = last.map_or(self.case.created_on, |entry| entry.on);
        self.is_own(self.case.updated_by) && self.case.updated_on > last
    }

    /// A field that no change names is as it was created, if everything that changed is told. TestRail is known to
    /// tell of titles and custom fields; of others it is not known, and then somebody else's change of anything may
    /// have been of this one.
    fn creator(&self, history: &CaseHistory, spec: &FieldSpec) -> LastEditor {
        let others = history
            .entries
            .iter()
            .rev()
            .find(|entry| !self.is_own(entry.by));
        let last = self.case.updated_by.filter(|by| !self.is_own(Some(*by)));
        let is_told = |by| history.entries.iter().any(|entry| entry.by == Some(by));
        let is_complete = last.is_none_or(|by| is_told(by) || self.case.created_by == Some(by));
        let is_listed = spec.name.as_str() == "title" || spec.name.as_str().starts_with("custom_");
        if !is_complete {
            return self.last_editor_of_case().unwrap_or(LastEditor::Unknown);
        }
        if let (false, Some(_)) = (is_listed, others) {
            return LastEditor::Unknown;
        }
        match self.case.created_by {
            // Servers that do not tell it have told of nobody else either.
            None if others.is_none() && last.is_none() => LastEditor::Us,
            None => LastEditor::Unknown,
            Some(by) if self.own.contains(&by) => LastEditor::Us,
            Some(by) => person(by, self.case.created_on),
        }
    }

    /// Who changed the case last, if it was somebody else.
    fn last_editor_of_case(&self) -> Option<LastEditor> {
        let by = self.case.updated_by?;
        (!self.own.contains(&by)).then(|| person(by, self.case.updated_on))
    }

    fn editor_of(&self, entry: &HistoryEntry) -> LastEditor {
        match entry.by {
            Some(by) if self.own.contains(&by) => LastEditor::Us,
            Some(by) => person(by, entry.on),
            None => LastEditor::Unknown,
        }
    }

    fn is_own(&self, user: Option<u64>) -> bool {
        user.is_some_and(|user| self.own.contains(&user))
    }
}

/// True when a field is another one afterwards. A column of its steps that nothing is mapped to is no part of it, and
/// neither is what an editor rewrites by itself. Where no value is told, it counts as another one.
fn changes(fields: &[FieldChange], spec: &FieldSpec) -> bool {
    let is_told = |change: &FieldChange| change.old != Value::Empty || change.new != Value::Empty;
    let mut of_field = fields.iter().filter(|change| change.field == spec.name);
    of_field.any(|change| !is_told(change) || !spec.kind.is_same(&change.old, &change.new))
}

fn person(id: u64, on: i64) -> LastEditor {
    LastEditor::Person {
        editor: Editor::new(id),
        on,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FieldKind, Markup, StepRow};
    use crate::plan::tests::observed;

    const US: u64 = 1;
    const TESS: u64 = 2;

    fn spec(name: &str) -> FieldSpec {
        let kind = FieldKind::new("Text", Markup::Html);
        let name = FieldName::new(name);
        FieldSpec { name, kind }
    }

    /// Who changed which fields.
    type Entry = (u64, Option<&'static [&'static str]>);

    fn history(entries: &[Entry]) -> CaseHistory {
        let entry = |(on, (by, fields)): (i64, &Entry)| HistoryEntry {
            on,
            by: Some(*by),
            fields: fields.map(|fields| {
                let change = |field: &&str| FieldChange {
                    field: FieldName::new(*field),
                    old: Value::Empty,
                    new: Value::Empty,
                };
                fields.iter().map(change).collect()
            }),
        };
        CaseHistory {
            entries: (1_780_000_000..).zip(entries).map(entry).collect(),
        }
    }

    /// `us`, `tess` or `?` for a field, where the case was created and updated by these.
    fn editor(
        field: &str,
        created: Option<u64>,
        updated: u64,
        entries: Option<&[Entry]>,
    ) -> &'static str {
        let mut case = observed(501, &[1]);
        (case.created_by, case.updated_by) = (created, Some(updated));
        let history = entries.map(history);
        let asked = AskedCase {
            case: &case,
            history: history.as_ref(),
            own: &[US].into(),
        };
        match asked.last_editor(&spec(field)) {
            LastEditor::Us => "us",
            LastEditor::Person { editor, .. } if editor.id == TESS => "tess",
            LastEditor::Unknown => "?",
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_we_wrote_beside_an_edit_does_not_hide_it() {
        let (text, title): (Option<&'static [_]>, Option<&'static [_]>) =
            (Some(&["custom_preconds"]), Some(&["title"]));
        let both: Option<&'static [_]> = Some(&["title", "custom_preconds"]);
        for (field, entries, expected) in [
            ("custom_preconds", vec![(TESS, text), (US, title)], "tess"),
            ("title", vec![(TESS, text), (US, title)], "us"),
            ("title", vec![(TESS, both), (US, title)], "us"),
            ("custom_preconds", vec![(TESS, both), (US, title)], "tess"),
            ("custom_preconds", vec![(TESS, text), (US, text)], "us"),
            // Never changed: as it was created.
            ("custom_notes", vec![(TESS, text), (US, title)], "us"),
            // A change that does not say of what.
            ("custom_notes", vec![(TESS, None), (US, title)], "tess"),
            ("custom_preconds", vec![(TESS, None), (US, text)], "us"),
            // Nobody knows whether history tells of these.
            ("refs", vec![(TESS, text), (US, title)], "?"),
            ("refs", vec![(US, title)], "us"),
        ] {
            let last = entries.last().map_or(US, |(by, _)| *by);
            assert_eq!(
                editor(field, Some(US), last, Some(&entries)),
                expected,
                "{field} {entries:?}"
            );
        }
    }

    #[test]
    fn what_history_does_not_tell_counts_as_an_edit() {
        // The server has no history.
        assert_eq!(editor("title", Some(US), TESS, None), "tess");
        assert_eq!(editor("title", Some(US), US, None), "?");
        // The last change is missing from it.
        assert_eq!(editor("title", Some(US), TESS, Some(&[])), "tess");
        // Somebody else made the case.
        assert_eq!(editor("title", Some(TESS), US, Some(&[])), "tess");
        assert_eq!(editor("title", Some(US), US, Some(&[])), "us");
    }

    #[test]
    fn a_column_that_is_not_ours_neither_hides_an_edit_nor_is_one() {
        let rows = |content: &str, column: &str| {
            Value::Steps(vec![StepRow {
                content: content.into(),
                columns: [("additional_info".to_owned(), column.into())].into(),
                ..StepRow::default()
            }])
        };
        let entry = |by, old, new| {
            let field = FieldName::new("custom_steps");
            HistoryEntry {
                on: 1_780_000_000,
                by: Some(by),
                fields: Some(vec![FieldChange { field, old, new }]),
            }
        };
        let words = |by| entry(by, rows("Open", ""), rows("Close", ""));
        let column = |by| entry(by, rows("Close", ""), rows("Close", "data"));
        let spec = FieldSpec {
            name: FieldName::new("custom_steps"),
            kind: FieldKind::new("Steps", Markup::Html),
        };
        let mut case = observed(501, &[1]);
        (case.created_by, case.updated_by) = (Some(US), Some(TESS));
        for (entries, is_persons) in [
            (vec![words(US), column(TESS)], false),
            (vec![words(TESS), column(US)], true),
        ] {
            let history = CaseHistory { entries };
            let asked = AskedCase {
                case: &case,
                history: Some(&history),
                own: &[US].into(),
            };
            assert_eq!(asked.last_editor(&spec).person().is_some(), is_persons);
        }
    }
}
