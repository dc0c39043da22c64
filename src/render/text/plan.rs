//! The plan: what, then per case what changes, then the counts.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::super::reason::because;
use super::super::style::Paint;
use super::super::{escape, words};
use super::case_line::case_line;
use super::{Layout, diagnostics, diff, value};
use crate::field::{Shown, title_of};
use crate::model::{Evidence, FieldKind, FieldName, FieldSpec, Reason, Value};
use crate::plan::{Action, Change, ConfigPlan, Create, LastEditor, Outcome, Plan, Update};

/// Shows a whole plan.
pub(crate) fn plan(plan: &Plan, layout: &Layout) -> String {
    let mut text = String::new();
    for (index, config) in plan.configs.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&config_plan(config, layout));
    }
    text
}

fn config_plan(plan: &ConfigPlan, layout: &Layout) -> String {
    let paint = layout.paint;
    let mut text = heading(plan, layout);
    let heading_length = text.len();
    match plan.outcome {
        Outcome::Paused => {
            text.push_str(
                "  paused: `disabled: true` in the manifest. Nothing was asked of any server.\n",
            );
            return text;
        }
        Outcome::Blocked => {
            text.push_str(&diagnostics(&plan.diagnostics, &plan.identity, paint));
            text.push_str("\nNothing can be planned until the problems above are fixed.\n");
            return text;
        }
        Outcome::Failed => {
            text.push_str(&diagnostics(plan.failure.as_slice(), &plan.identity, paint));
            text.push_str("\nNot planned.\n");
            return text;
        }
        Outcome::Compared => {}
    }
    for action in &plan.actions {
        match action {
            Action::Create(create) => self::create(&mut text, plan, create, layout),
            Action::Update(update) => self::update(&mut text, plan, update, layout),
        }
    }
    if let Some(launches) = &plan.launches {
        super::launches::plan(&mut text, launches, paint);
        text.push_str(&diagnostics(&launches.diagnostics, &plan.identity, paint));
    }
    text.push_str(&diagnostics(&plan.diagnostics, &plan.identity, paint));
    if text.len() > heading_length {
        text.push('\n');
    }
    text.push_str(&summary(plan, layout));
    text
}

fn heading(plan: &ConfigPlan, layout: &Layout) -> String {
    let destination = &plan.destination;
    format!(
        "{}   TestOps project {}  →  {} / suite {} / section {}\n\n",
        layout.paint.strong(&escape::terminal(&plan.name)),
        plan.source.project_id,
        escape::terminal(&destination.project),
        destination.suite,
        destination.section
    )
}

/// The closing lines: counts that balance, and what applying costs.
fn summary(plan: &ConfigPlan, layout: &Layout) -> String {
    let protected = match plan.protected.len() {
        0 => String::new(),
        n => format!("{} protected, ", words::thousands(n)),
    };
    let mut text = format!(
        "{} in scope: {} to create, {}{} to update, {} unchanged, {}{} blocked.\n",
        words::count(plan.in_scope(), "case", "cases"),
        words::thousands(plan.to_create()),
        match plan.to_adopt() {
            0 => String::new(),
            adopted => format!("{} to adopt, ", words::thousands(adopted)),
        },
        words::thousands(plan.to_update()),
        words::thousands(plan.unchanged.len()),
        protected,
        words::thousands(plan.blocked.len())
    );
    let requests = plan.requests();
    if requests == 0 {
        text.push_str(match (plan.blocked.len(), plan.protected.len()) {
            (0, 0) => "TestRail is up to date.\n",
            (0, _) => "TestRail is up to date, but for what is protected.\n",
            (_, 0) => "TestRail is up to date, but for what is blocked.\n",
            _ => "TestRail is up to date, but for what is blocked or protected.\n",
        });
        return text;
    }
    let rate = layout.rates.get(&plan.destination.integration);
    let duration = rate.map_or_else(String::new, |rate| {
        format!(", {} at {rate} a minute", words::duration(requests, *rate))
    });
    let requests = words::count(requests, "TestRail request", "TestRail requests");
    let _ = writeln!(text, "Applying needs {requests}{duration}.");
    text
}

fn create(text: &mut String, plan: &ConfigPlan, create: &Create, layout: &Layout) {
    let Create { marker, case } = create;
    let paint = layout.paint;
    let title = title_of(case);
    case_line(text, &paint.added("+"), &marker.0, title, "new case");
    // The marker is in front.
    let shown = case.fields.iter().filter_map(|field| {
        let spec = plan.field(&field.name)?;
        let is_shown = !field.value.is_empty()
            && !spec.kind.stands_apart()
            && spec.name != plan.identity.field;
        is_shown.then_some((spec, &field.value))
    });
    let shown: Vec<(&FieldSpec, &Value)> = shown.collect();
    let width = width_of(shown.iter().map(|(spec, _)| &spec.name));
    for (spec, value) in shown {
        let preview = value::preview(value, &spec.kind);
        let _ = writeln!(
            text,
            "      {:width$}  {}",
            escape::terminal(spec.name.as_str()),
            paint.dim(&escape::terminal(&preview))
        );
    }
}

fn width_of<'a>(names: impl Iterator<Item = &'a FieldName>) -> usize {
    let widths = names.map(|name| name.as_str().len());
    widths.max().unwrap_or_default()
}

fn update(text: &mut String, plan: &ConfigPlan, update: &Update, layout: &Layout) {
    let Update {
        marker,
        case,
        title,
        changes,
        ..
    } = update;
    let paint = layout.paint;
    let (sign, note) = match &update.adopted {
        None => (
            paint.changed("~"),
            [case.to_string(), edits(update)].concat(),
        ),
        Some(adopted) => (
            paint.changed("@"),
            format!("adopts {case}: {}", evidence(&adopted.evidence)),
        ),
    };
    case_line(text, &sign, &marker.0, title, &note);
    let width = width_of(changes.iter().map(|change| &change.field));
    for change in changes {
        if let Some(spec) = plan.field(&change.field) {
            self::change(text, change, &spec.kind, width, layout);
        }
    }
}

/// Why a case is taken for that of a test case.
fn evidence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::TestKey => "a key of the test case in TestOps is its address".to_owned(),
        Evidence::Pattern => "the test case names it".to_owned(),
        Evidence::Field(field) => {
            let field = escape::terminal(field.as_str());
            format!("its {field} is that of the test case")
        }
        Evidence::Marker(marker) => format!("it carries {}", escape::terminal(marker)),
        Evidence::TitleInSection => "equal title, in the section of the sync config".to_owned(),
        Evidence::Title => "equal title, in another section".to_owned(),
    }
}

/// `, edited in TestRail by Tester on 2026-11-20`: whose edits are overwritten, with the fields where it is not all.
pub(super) fn edits(update: &Update) -> String {
    let edits = update.edits().into_iter().map(|(by, fields)| {
        let fields = if fields.len() == update.changes.len() {
            String::new()
        } else {
            let names: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
            format!("{}: ", escape::terminal(&names.join(", ")))
        };
        let by = match by {
            // The line says by itself that the case was not ours.
            LastEditor::Us | LastEditor::BeforeAdoption => return String::new(),
            LastEditor::Person { editor, on } => format!(
                "edited in TestRail by {} on {}",
                escape::terminal(&editor.to_string()),
                words::day(*on)
            ),
            LastEditor::NotAsked => "editor not asked".to_owned(),
            LastEditor::Unknown => "editor unknown".to_owned(),
        };
        format!(", {fields}{by}")
    });
    edits.collect()
}

fn change(text: &mut String, change: &Change, kind: &FieldKind, width: usize, layout: &Layout) {
    let name = escape::terminal(change.field.as_str());
    let (before, after) = (
        kind.canonical(&change.before),
        kind.canonical(&change.after),
    );
    let (before, after) = (kind.show(&before), kind.show(&after));
    let (old, new) = (value::words_of(before), value::words_of(after));
    let reason = change.reason.as_ref();
    let because = reason.map_or_else(String::new, |reason| chosen_because(reason, layout.paint));
    let is_name = |shown| matches!(shown, Shown::Named { .. });
    let lines = if let (Some(before), Some(after)) = (step_rows(before), step_rows(after)) {
        changed_steps(&before, &after, layout)
    } else if is_name(before) || is_name(after) {
        vec![changed_name(&old, &new, &because, layout.paint)]
    } else {
        changed_text(&old, &new, &because, layout)
    };
    let mut lines = lines.into_iter();
    let first = lines.next().unwrap_or_default();
    let _ = writeln!(text, "      {name:width$}  {first}");
    let indent = 6 + width + 2;
    for line in lines {
        let _ = writeln!(text, "{}", format!("{:indent$}{line}", "").trim_end());
    }
}

/// `   default, for TestOps status Active (-3), shop.yaml:38`.
fn chosen_because(reason: &Reason, paint: Paint) -> String {
    let words = because(reason);
    let (words, file) = (
        escape::terminal(&words),
        escape::terminal(&reason.place.file),
    );
    let because = format!("{words}, {file}:{}", reason.place.line);
    format!("   {}", paint.dim(&because))
}

fn changed_steps(before: &[String], after: &[String], layout: &Layout) -> Vec<String> {
    let mut lines = Vec::new();
    for step in diff::steps(before, after, layout.paint) {
        lines.push(step.heading);
        lines.extend(step.lines.iter().map(|line| signed(line, layout)));
    }
    lines
}

fn changed_name(old: &str, new: &str, because: &str, paint: Paint) -> String {
    let or_none = |name: &str| match name {
        "" => "(none)".into(),
        name => escape::terminal(name).into_owned(),
    };
    let (old, new) = (paint.removed(&or_none(old)), paint.added(&or_none(new)));
    format!("{old} → {new}{because}")
}

fn changed_text(old: &str, new: &str, because: &str, layout: &Layout) -> Vec<String> {
    let is_line = |text: &str| !text.is_empty() && !text.contains('\n');
    if is_line(old) && is_line(new) && old.width() + new.width() <= 160 {
        return vec![format!("{}{because}", diff::inline(old, new, layout.paint))];
    }
    let lines = diff::lines(old, new, layout.paint);
    let mut lines: Vec<String> = lines.iter().map(|line| signed(line, layout)).collect();
    match lines.first_mut().filter(|_| !layout.differences_below) {
        Some(beside) => beside.push_str(because),
        None => lines.insert(0, because.trim_start().to_owned()),
    }
    lines
}

/// The rows of steps, of which there may be none.
fn step_rows(shown: Shown<'_>) -> Option<Vec<String>> {
    match shown {
        Shown::Rows(rows) => Some(rows.iter().map(value::step).collect()),
        Shown::Nothing => Some(Vec::new()),
        Shown::Text(_) | Shown::Named { .. } => None,
    }
}

fn signed(diff::Line { sign, text }: &diff::Line, layout: &Layout) -> String {
    let sign = match sign {
        '+' => layout.paint.added("+"),
        '-' => layout.paint.removed("-"),
        other => other.to_string(),
    };
    format!("{sign} {text}")
}
