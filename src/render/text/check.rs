//! What a check of sync configs came to.

use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{escape, words};
use super::{Paused, diagnostics};
use crate::diagnostic::Diagnostic;
use crate::manifest::SyncConfig;
use crate::plan::{Check, CheckedLaunches, CheckedTestOps, CheckedTestRail, ConfigCheck};

/// Lists what was tried, sync config by sync config.
pub(crate) fn check(check: &Check<'_>, is_fine: bool, paint: Paint) -> String {
    let mut text = String::new();
    for (config, check) in &check.configs {
        let name = paint.strong(&escape::terminal(&config.name));
        let _ = writeln!(text, "{name}\n{}", config_check(config, check, paint));
    }
    let is_paused = |check: &ConfigCheck| matches!(check, ConfigCheck::Paused);
    let paused = check.configs.iter().filter(|(_, check)| is_paused(check));
    let paused = Paused {
        names: paused.map(|(config, _)| config.name.as_str()).collect(),
        of: check.configs.len(),
    };
    text.push_str(&match (is_fine, paused.is_all()) {
        (true, true) => String::new(),
        (true, false) => "Everything that a plan needs is there.\n".to_owned(),
        (false, _) => "Fix the items marked ✗ before planning.\n".to_owned(),
    });
    text.push_str(&paused.line());
    text
}

fn config_check(config: &SyncConfig, check: &ConfigCheck, paint: Paint) -> String {
    let (testops, testrail, launches) = match check {
        ConfigCheck::Paused => {
            return "  paused: `disabled: true` in the manifest. Nothing was asked of any server.\n"
                .to_owned();
        }
        ConfigCheck::NotConnected(_) => return format!("  {} Connection\n", paint.problem("✗")),
        ConfigCheck::Asked(answers) => (&answers.testops, &answers.testrail, &answers.launches),
    };
    let failed = |what: &str| format!("  {} {what}\n", paint.problem("✗"));
    let mut text = match testops {
        Ok(found) => testops_line(config, found, paint),
        Err(_) => failed(&format!("TestOps ({})", config.source.name)),
    };
    text.push_str(&match testrail {
        Ok(found) => testrail_lines(config, found, paint),
        Err(_) => failed(&format!("TestRail ({})", config.destination.name)),
    });
    text.push_str(&match launches {
        None => String::new(),
        Some(Ok(found)) => launch_lines(config, found, paint),
        Some(Err(_)) => failed("Launches"),
    });
    text
}

fn testops_line(config: &SyncConfig, found: &CheckedTestOps, paint: Paint) -> String {
    let CheckedTestOps {
        project_name,
        count,
        nothing_selected,
    } = found;
    let selects = count.map_or_else(String::new, |count| {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let cases = words::count(count, "test case", "test cases");
        format!(", the AQL selects {cases}")
    });
    let mut text = format!(
        "  {} TestOps ({}): Connection established. Project {} \"{}\"{selects}\n",
        paint.added("✓"),
        config.source.name,
        config.spec.source.project_id.value,
        escape::terminal(project_name)
    );
    text.push_str(&listed(config, nothing_selected.as_slice(), paint));
    text
}

fn testrail_lines(config: &SyncConfig, found: &CheckedTestRail, paint: Paint) -> String {
    let CheckedTestRail {
        user,
        diagnostics: list,
        destination,
    } = found;
    let user = user.as_ref().map_or_else(String::new, |user| {
        format!(" as {}", escape::terminal(user))
    });
    let mut text = format!(
        "  {} TestRail ({}): Connection established{user}\n",
        paint.added("✓"),
        config.destination.name
    );
    text.push_str(&listed(config, list, paint));
    if let Some((suite, section, fields)) = destination {
        let _ = writeln!(
            text,
            "  {} Suite {} \"{}\", section {} \"{}\", {}",
            paint.added("✓"),
            suite.id,
            escape::terminal(&suite.name),
            section.id,
            escape::terminal(&section.name),
            words::count(*fields, "mapped field", "mapped fields")
        );
    }
    text
}

fn launch_lines(config: &SyncConfig, found: &CheckedLaunches, paint: Paint) -> String {
    let mut text = listed(config, &found.diagnostics, paint);
    if !crate::diagnostic::blocks_config(&found.diagnostics) {
        let _ = writeln!(
            text,
            "  {} Launches: the AQL selects {}",
            paint.added("✓"),
            words::count(found.count, "launch", "launches")
        );
    }
    text
}

fn listed(config: &SyncConfig, list: &[Diagnostic], paint: Paint) -> String {
    diagnostics(list, &config.identity.value, paint)
}
