//! Every method of the API: its verb, the right it needs, and who carries it out.

use super::call::{Call, Outcome};
use super::state::State;
use super::switches::Switches;
use super::users::Right;
use super::{
    attachments, bdd, case_batches, cases, configurations, field_creation, fields, history, labels,
    milestones, plan_entries, plans, projects, reference, results, runs, sections, shared_steps,
    suites, test, users,
};

/// One method.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    name: &'static str,
    pub(super) is_write: bool,
    pub(super) right: Right,
    pub(super) run: Run,
    /// The first version that has it.
    since: (u32, u32),
}

type Run = fn(&mut State, &Call<'_>) -> Outcome;

/// The method of this name, if this server has it.
pub(super) fn find(name: &str, switches: &Switches) -> Option<Route> {
    ROUTES
        .iter()
        .find(|route| route.name == name)
        .filter(|route| switches.is_at_least(route.since.0, route.since.1))
        .filter(|route| switches.bulk_create || route.name != "add_cases")
        .copied()
}

/// The names of all methods, and whether they write.
#[cfg(test)]
pub(super) fn names() -> Vec<(&'static str, bool)> {
    ROUTES
        .iter()
        .map(|route| (route.name, route.is_write))
        .collect()
}

const fn read(name: &'static str, run: Run) -> Route {
    Route {
        name,
        is_write: false,
        right: Right::Read,
        run,
        since: (0, 0),
    }
}

const fn write(name: &'static str, right: Right, run: Run) -> Route {
    Route {
        name,
        is_write: true,
        right,
        run,
        since: (0, 0),
    }
}

const fn since(major: u32, minor: u32, route: Route) -> Route {
    Route {
        since: (major, minor),
        ..route
    }
}

const ROUTES: &[Route] = &[
    read("get_project", projects::get),
    read("get_projects", projects::list),
    write("add_project", Right::Administrate, projects::add),
    write("update_project", Right::Administrate, projects::update),
    write("delete_project", Right::Administrate, projects::delete),
    read("get_suite", suites::get),
    read("get_suites", suites::list),
    write("add_suite", Right::Design, suites::add),
    write("update_suite", Right::Design, suites::update),
    write("delete_suite", Right::Design, suites::delete),
    read("get_section", sections::get),
    read("get_sections", sections::list),
    write("add_section", Right::Design, sections::add),
    write("update_section", Right::Design, sections::update),
    since(
        6,
        5,
        write("move_section", Right::Design, sections::relocate),
    ),
    write("delete_section", Right::Design, sections::delete),
    read("get_case", cases::get),
    read("get_cases", cases::list),
    write("add_case", Right::Design, cases::add),
    write("update_case", Right::Design, cases::update),
    write("delete_case", Right::Design, cases::delete),
    since(6, 5, read("get_history_for_case", history::list)),
    write("add_cases", Right::Design, case_batches::add),
    write("update_cases", Right::Design, case_batches::update),
    write("delete_cases", Right::Design, case_batches::delete),
    since(
        6,
        5,
        write("copy_cases_to_section", Right::Design, case_batches::copy),
    ),
    since(
        6,
        5,
        write(
            "move_cases_to_section",
            Right::Design,
            case_batches::relocate,
        ),
    ),
    read("get_bdd", bdd::get),
    write("add_bdd", Right::Design, bdd::add),
    write("update_bdd", Right::Design, bdd::update),
    read("get_case_fields", fields::case_fields),
    read("get_result_fields", fields::result_fields),
    write("add_case_field", Right::Administrate, field_creation::add),
    read("get_case_types", reference::case_types),
    read("get_priorities", reference::priorities),
    read("get_statuses", reference::statuses),
    since(5, 2, read("get_templates", reference::templates)),
    since(7, 3, read("get_case_statuses", reference::case_statuses)),
    since(7, 6, read("get_datasets", reference::datasets)),
    since(7, 6, read("get_variables", reference::variables)),
    read("get_reports", reference::reports),
    read("get_user", users::get),
    read("get_user_by_email", users::by_email),
    since(6, 6, read("get_current_user", users::current)),
    read("get_users", users::list),
    since(7, 3, write("add_user", Right::Administrate, users::add)),
    since(
        7,
        3,
        write("update_user", Right::Administrate, users::update),
    ),
    since(7, 3, read("get_roles", users::roles)),
    since(7, 5, read("get_groups", users::groups)),
    since(7, 5, read("get_group", users::group)),
    since(
        7,
        5,
        write("add_group", Right::Administrate, users::add_group),
    ),
    since(
        7,
        5,
        write("update_group", Right::Administrate, users::update_group),
    ),
    since(
        7,
        5,
        write("delete_group", Right::Administrate, users::delete_group),
    ),
    read("get_run", runs::get),
    read("get_runs", runs::list),
    write("add_run", Right::Test, runs::add),
    write("update_run", Right::Test, runs::update),
    write("close_run", Right::Test, runs::close),
    write("delete_run", Right::Test, runs::delete),
    read("get_test", test::get),
    read("get_tests", test::list),
    write("update_test", Right::Test, test::update),
    write("update_tests", Right::Test, test::update_many),
    read("get_results", results::of_test),
    read("get_results_for_case", results::of_case),
    read("get_results_for_run", results::of_run),
    write("add_result", Right::Test, results::add),
    write("add_result_for_case", Right::Test, results::add_for_case),
    write("add_results", Right::Test, results::add_many),
    write(
        "add_results_for_cases",
        Right::Test,
        results::add_many_for_cases,
    ),
    write("edit_result", Right::Test, results::edit),
    read("get_plan", plans::get),
    read("get_plans", plans::list),
    write("add_plan", Right::Test, plans::add),
    write("update_plan", Right::Test, plans::update),
    write("close_plan", Right::Test, plans::close),
    write("delete_plan", Right::Test, plans::delete),
    write("add_plan_entry", Right::Test, plan_entries::add_entry),
    write("update_plan_entry", Right::Test, plan_entries::update_entry),
    write("delete_plan_entry", Right::Test, plan_entries::delete_entry),
    write("add_run_to_plan_entry", Right::Test, plan_entries::add_run),
    write(
        "update_run_in_plan_entry",
        Right::Test,
        plan_entries::update_run,
    ),
    write(
        "delete_run_from_plan_entry",
        Right::Test,
        plan_entries::delete_run,
    ),
    read("get_milestone", milestones::get),
    read("get_milestones", milestones::list),
    write("add_milestone", Right::Test, milestones::add),
    write("update_milestone", Right::Test, milestones::update),
    write("delete_milestone", Right::Test, milestones::delete),
    read("get_configs", configurations::list),
    write("add_config_group", Right::Design, configurations::add_group),
    write(
        "update_config_group",
        Right::Design,
        configurations::update_group,
    ),
    write(
        "delete_config_group",
        Right::Design,
        configurations::delete_group,
    ),
    write("add_config", Right::Design, configurations::add),
    write("update_config", Right::Design, configurations::update),
    write("delete_config", Right::Design, configurations::delete),
    since(7, 0, read("get_shared_step", shared_steps::get)),
    since(7, 0, read("get_shared_steps", shared_steps::list)),
    since(7, 3, read("get_shared_step_history", shared_steps::history)),
    since(
        7,
        0,
        write("add_shared_step", Right::Design, shared_steps::add),
    ),
    since(
        7,
        0,
        write("update_shared_step", Right::Design, shared_steps::update),
    ),
    since(
        7,
        0,
        write("delete_shared_step", Right::Design, shared_steps::delete),
    ),
    since(7, 7, read("get_label", labels::get)),
    since(7, 7, read("get_labels", labels::list)),
    since(7, 7, write("add_label", Right::Design, labels::add)),
    since(7, 7, write("update_label", Right::Design, labels::update)),
    since(7, 7, write("delete_label", Right::Design, labels::delete)),
    since(
        7,
        7,
        write("delete_labels", Right::Design, labels::delete_many),
    ),
    read("get_attachment", attachments::get),
    read("get_attachments_for_case", attachments::of_case),
    read("get_attachments_for_run", attachments::of_run),
    read("get_attachments_for_plan", attachments::of_plan),
    read("get_attachments_for_plan_entry", attachments::of_entry),
    read("get_attachments_for_test", attachments::of_test),
    write(
        "add_attachment_to_case",
        Right::Test,
        attachments::add_to_case,
    ),
    write(
        "add_attachment_to_result",
        Right::Test,
        attachments::add_to_result,
    ),
    write(
        "add_attachment_to_run",
        Right::Test,
        attachments::add_to_run,
    ),
    write(
        "add_attachment_to_plan",
        Right::Test,
        attachments::add_to_plan,
    ),
    write(
        "add_attachment_to_plan_entry",
        Right::Test,
        attachments::add_to_entry,
    ),
    write("delete_attachment", Right::Test, attachments::delete),
];
