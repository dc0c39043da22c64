//! The plan as a Markdown comment for a pull request.

use std::fmt::Write as _;

use super::diagnostics::{Words, words as words_of};
use super::text::{self, Layout};
use super::{error, escape, words};
use crate::plan::{ConfigPlan, GuardHit, Outcome, Plan};

/// The most bytes of a comment. The common forges stop at 65,536 characters.
const MAX_BYTES: usize = 60_000;

/// Shows a plan as a comment: a table of counts, and behind it every change as a difference.
pub(crate) fn plan(plan: &Plan, guards: &[GuardHit], digest: &str) -> String {
    let mut text = String::from("## railwright plan\n\n");
    for hit in guards {
        text.push_str(&guard_line(hit));
    }
    if !guards.is_empty() {
        text.push('\n');
    }
    text.push_str("| sync config | in scope | create | update | unchanged | blocked | findings | requests |\n");
    text.push_str("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for config in &plan.configs {
        let _ = writeln!(text, "{}", config_row(config));
    }
    let budget = MAX_BYTES.saturating_sub(text.len()) / plan.configs.len().max(1);
    for config in &plan.configs {
        if config.outcome != Outcome::Paused {
            text.push_str(&details(config, budget));
        }
    }
    if plan.is_planned() {
        let _ = write!(text, "\nPlan `{digest}`\n");
    }
    text
}

fn guard_line(hit: &GuardHit) -> String {
    let Words { message, help } = words_of(&hit.diagnostic.code);
    let code = hit.diagnostic.code.id();
    let config = error::config_of(&hit.diagnostic);
    let config = config.map_or_else(String::new, |name| format!("{}: ", escape::markdown(name)));
    let message = escape::markdown(&message);
    if hit.is_accepted {
        return format!("- accepted ({code}): {config}{message}\n");
    }
    let help = help.map_or_else(String::new, |help| {
        format!(" — {}", escape::markdown(&help))
    });
    let part = text::guarded_part(hit.stops());
    format!("- **Stops {part} ({code}):** {config}{message}{help}\n")
}

fn config_row(plan: &ConfigPlan) -> String {
    let name = escape::markdown(&plan.name);
    match plan.outcome {
        Outcome::Paused => format!("| {name} | paused | | | | | | |"),
        Outcome::Failed => format!("| {name} | **failed** | | | | | | |"),
        Outcome::Blocked => format!(
            "| {name} | **blocked** | | | | | {} | |",
            plan.diagnostics.len()
        ),
        Outcome::Compared => format!(
            "| {name} | {} | {} | {} | {} | {} | {} | {} |",
            words::thousands(plan.in_scope()),
            words::thousands(plan.to_create()),
            match plan.to_adopt() {
                0 => words::thousands(plan.to_update()),
                adopted => format!(
                    "{}, {} adopted",
                    words::thousands(plan.to_update()),
                    words::thousands(adopted)
                ),
            },
            words::thousands(plan.unchanged.len()),
            words::thousands(plan.blocked.len()),
            words::thousands(plan.diagnostics.len()),
            words::thousands(plan.requests())
        ),
    }
}

fn details(config: &ConfigPlan, budget: usize) -> String {
    let one = Plan {
        configs: vec![config.clone()],
    };
    // Forges colour a line by its first character, which has to be a sign for that.
    let layout = Layout {
        differences_below: true,
        ..Layout::default()
    };
    let shown: Vec<String> = text::plan(&one, &layout).lines().map(diff_line).collect();
    let mut body = String::new();
    let mut left_out = 0;
    for line in &shown {
        if left_out > 0 || body.len() + line.len() > budget {
            left_out += 1;
        } else {
            body.push_str(line);
            body.push('\n');
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            body,
            "… {} left out, because a comment may not be longer; the log of the job has them",
            words::count(left_out, "line", "lines")
        );
    }
    let fence = escape::fence(&body);
    format!(
        "\n<details><summary>{}</summary>\n\n{fence}diff\n{body}{fence}\n\n</details>\n",
        escape::markdown(&config.name)
    )
}

/// Moves the sign of a line to its beginning, where forges look for it to colour the line.
fn diff_line(line: &str) -> String {
    let trimmed = line.trim_start();
    let indent = line.len() - trimmed.len();
    match trimmed.split_once(' ') {
        Some((sign @ ("+" | "-" | "!"), rest)) => format!("{sign}{:indent$}{rest}", ""),
        Some(("~", rest)) => format!("!{:indent$}{rest}", ""),
        Some(("✗", rest)) => format!("-{:indent$}{rest}", ""),
        None if matches!(trimmed, "+" | "-") => trimmed.to_owned(),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::diff_line;

    #[test]
    fn every_sign_comes_first() {
        let lines = [
            "  + ALLURE-1  New",
            "  ~ ALLURE-2  Changed",
            "  ✗ nothing can be planned",
            "      - gone",
            "      -",
            "  - a list in a value",
            "no sign",
        ];
        insta::assert_snapshot!(lines.map(diff_line).join("\n"), @"
        +  ALLURE-1  New
        !  ALLURE-2  Changed
        -  nothing can be planned
        -      gone
        -
        -  a list in a value
        no sign
        ");
    }
}
