//! The plan: what, then per case what changes, then the counts.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::super::reason::because;
use super::super::{escape, words};
use super::case_line::case_line;
use super::{Layout, diagnostics, diff, value};
use crate::field::{Shown, title_of};
use crate::model::{FieldKind, FieldSpec, Value};
use crate::plan::{Action, Change, ConfigPlan, Create, Outcome, Plan, Update};

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
    let mut text = format!(
        "{} in scope: {} to create, {} to update, {} unchanged, {} blocked.\n",
        words::count(plan.in_scope(), "case", "cases"),
        words::thousands(plan.to_create()),
        words::thousands(plan.to_update()),
        words::thousands(plan.unchanged.len()),
        words::thousands(plan.blocked.len())
    );
    let requests = plan.requests();
    if requests == 0 {
        text.push_str(if plan.blocked.is_empty() {
            "TestRail is up to date.\n"
        } else {
            "TestRail is up to date, but for what is blocked.\n"
        });
        return text;
    }
    let _ = write!(
        text,
        "Applying needs {}",
        words::count(requests, "TestRail request", "TestRail requests")
    );
    match layout.rates.get(&plan.destination.integration) {
        Some(rate) => {
            let _ = writeln!(
                text,
                ", {} at {rate} a minute.",
                words::duration(requests, *rate)
            );
        }
        None => text.push_str(".\n"),
    }
    text
}

fn create(text: &mut String, plan: &ConfigPlan, create: &Create, layout: &Layout) {
    let Create { marker, case } = create;
    let paint = layout.paint;
    let title = title_of(case);
    case_line(text, &paint.added("+"), &marker.0, title, "new case");
    // The marker stands in front.
    let shown = case.fields.iter().filter_map(|field| {
        let spec = plan.field(&field.name)?;
        let is_shown = !field.value.is_empty()
            && !spec.kind.stands_apart()
            && spec.name != plan.identity.field;
        is_shown.then_some((spec, &field.value))
    });
    let shown: Vec<(&FieldSpec, &Value)> = shown.collect();
    let width = shown
        .iter()
        .map(|(spec, _)| spec.name.as_str().len())
        .max()
        .unwrap_or_default();
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

fn update(text: &mut String, plan: &ConfigPlan, update: &Update, layout: &Layout) {
    let Update {
        test_case: _,
        marker,
        case,
        title,
        changes,
        updated_on,
        edited_by,
    } = update;
    let paint = layout.paint;
    let note = match edited_by {
        Some(editor) => format!(
            "{case}, edited in TestRail by {} on {}",
            escape::terminal(&editor.to_string()),
            words::day(*updated_on)
        ),
        None => case.to_string(),
    };
    case_line(text, &paint.changed("~"), &marker.0, title, &note);
    let width = changes
        .iter()
        .map(|change| change.field.as_str().len())
        .max()
        .unwrap_or_default();
    for change in changes {
        if let Some(spec) = plan.field(&change.field) {
            self::change(text, change, &spec.kind, width, layout);
        }
    }
}

fn change(text: &mut String, change: &Change, kind: &FieldKind, width: usize, layout: &Layout) {
    let Change {
        field,
        before,
        after,
        reason,
    } = change;
    let paint = layout.paint;
    let indent = " ".repeat(6 + width + 2);
    let name = escape::terminal(field.as_str());
    let _ = write!(text, "      {name:width$}  ");
    let (before, after) = (kind.canonical(before), kind.canonical(after));
    let (before, after) = (kind.show(&before), kind.show(&after));
    if let (Some(before), Some(after)) = (rows(before), rows(after)) {
        let diffs = diff::steps(&before, &after, paint);
        for (index, step) in diffs.iter().enumerate() {
            if index > 0 {
                text.push_str(&indent);
            }
            let _ = writeln!(text, "{}", step.heading);
            for line in &step.lines {
                push_line(text, &indent, line, layout);
            }
        }
        if diffs.is_empty() {
            text.push('\n');
        }
        return;
    }
    let (old, new) = (value::words_of(before), value::words_of(after));
    let because = reason
        .as_ref()
        .map(|reason| {
            let place = &reason.place;
            format!(
                "   {}",
                paint.dim(&format!(
                    "{}, {}:{}",
                    escape::terminal(&because(reason)),
                    escape::terminal(&place.file),
                    place.line
                ))
            )
        })
        .unwrap_or_default();
    let is_short = !old.contains('\n') && !new.contains('\n') && old.width() + new.width() <= 160;
    match (before, after) {
        (Shown::Named { .. }, _) | (_, Shown::Named { .. }) => {
            let old = if old.is_empty() { "(none)" } else { &old };
            let new = if new.is_empty() { "(none)" } else { &new };
            let _ = writeln!(
                text,
                "{} → {}{because}",
                paint.removed(&escape::terminal(old)),
                paint.added(&escape::terminal(new))
            );
        }
        _ if is_short && !old.is_empty() && !new.is_empty() => {
            let _ = writeln!(text, "{}{because}", diff::inline(&old, &new, paint));
        }
        _ => {
            let mut lines = diff::lines(&old, &new, paint).into_iter();
            // The first line stands beside the name of the field.
            let beside = if layout.differences_below {
                None
            } else {
                lines.next()
            };
            if let Some(line) = beside {
                let sign = sign(line.sign, layout);
                let _ = writeln!(text, "{sign} {}{because}", line.text);
            } else {
                let _ = writeln!(text, "{}", because.trim_start());
            }
            for line in lines {
                push_line(text, &indent, &line, layout);
            }
        }
    }
}

/// The rows of steps, of which there may be none.
fn rows(shown: Shown<'_>) -> Option<Vec<String>> {
    match shown {
        Shown::Rows(rows) => Some(rows.iter().map(value::step).collect()),
        Shown::Nothing => Some(Vec::new()),
        Shown::Text(_) | Shown::Named { .. } => None,
    }
}

fn push_line(text: &mut String, indent: &str, line: &diff::Line, layout: &Layout) {
    let shown = format!("{indent}{} {}", sign(line.sign, layout), line.text);
    let _ = writeln!(text, "{}", shown.trim_end());
}

fn sign(sign: char, layout: &Layout) -> String {
    match sign {
        '+' => layout.paint.added("+"),
        '-' => layout.paint.removed("-"),
        other => other.to_string(),
    }
}
