//! The state directory: nobody else's to read, never in the way of a plan, and checked before anything is written.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::support::world::World;

/// The state directory in a world.
const STATE: &str = ".railwright";

#[test]
fn a_new_one_keeps_itself_out_of_git() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    let gitignore = fs::read_to_string(world.path().join(STATE).join(".gitignore")).unwrap();
    assert_eq!(gitignore, "*\n");
}

#[test]
fn one_that_is_there_gets_no_gitignore() {
    let world = World::new();
    fs::create_dir(world.path().join(STATE)).unwrap();
    assert_eq!(world.apply().code, Some(0));
    assert!(world.path().join(STATE).join("ledger.ndjson").exists());
    assert!(!world.path().join(STATE).join(".gitignore").exists());
}

#[test]
fn folders_above_a_new_one_are_made_as_well() {
    let world = World::new();
    let output = world.railwright().run(&[
        "apply",
        "manifests",
        "--yes",
        "--state-dir",
        "var/lib/railwright",
    ]);
    assert_eq!(output.code, Some(0), "{output}");
    assert!(!world.path().join("var/.gitignore").exists());
    assert!(world.path().join("var/lib/railwright/.gitignore").exists());
}

#[test]
fn a_plan_needs_none() {
    let world = World::new();
    let usual = world.plan();
    assert!(!world.path().join(STATE).exists());
    fs::write(world.path().join(STATE), "a file").unwrap();
    assert_eq!(world.plan().to_string(), usual.to_string());
}

#[test]
fn a_plan_that_cannot_remember_a_rejection_says_so_and_goes_on() {
    let world = World::new();
    fs::write(world.path().join(STATE), "a file").unwrap();
    let output = world
        .railwright()
        .env("TESTRAIL_API_KEY", "wrong")
        .run(&["plan", "manifests"]);
    assert_eq!(output.code, Some(8), "{output}");
    insta::assert_snapshot!(output.stderr, @"
     WARN the next run tries the rejected credentials again: cannot create the state directory .railwright: a file is in its place
    error[RW0711]: sync config shop: TestRail rejects the credentials
      caused by: GET get_projects failed
      caused by: 401, the server rejects the credentials: Authentication failed: invalid or missing user/password or session cookie.
    help: integration testrail, user admin@example.com: see that this is the e-mail address that the user signs in with, or make a new API key in TestRail (My Settings → API Keys) and put it where the manifest takes it from; too many wrong tries lock the account for a while
    ");
}

#[test]
fn a_draft_that_cannot_take_its_place_is_cleared_away() {
    let world = World::new();
    let state = world.path().join(STATE);
    fs::create_dir_all(state.join("rejected.json/in-the-way")).unwrap();
    let output = world
        .railwright()
        .env("TESTRAIL_API_KEY", "wrong")
        .run(&["plan", "manifests"]);
    assert_eq!(output.code, Some(8), "{output}");
    assert!(
        output
            .stderr
            .contains("cannot write .railwright/rejected.json"),
        "{output}"
    );
    assert_eq!(fs::read_dir(&state).unwrap().count(), 1);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::Path;

    use super::*;

    fn mode(path: &Path) -> String {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        format!("{:o}", mode & 0o777)
    }

    #[test]
    fn a_new_one_and_all_in_it_is_closed_to_others() {
        let world = World::new();
        assert_eq!(world.apply().code, Some(0));
        let rejected = world
            .railwright()
            .env("TESTRAIL_API_KEY", "wrong")
            .run(&["plan", "manifests"]);
        assert_eq!(rejected.code, Some(8));
        let state = world.path().join(STATE);
        assert_eq!(mode(&state), "700");
        for name in ["ledger.ndjson", "lock", "rejected.json"] {
            assert_eq!(mode(&state.join(name)), "600", "{name}");
        }
    }

    #[test]
    fn a_file_that_others_may_read_is_closed_when_it_is_written_again() {
        let world = World::new();
        let state = world.path().join(STATE);
        fs::create_dir(&state).unwrap();
        fs::set_permissions(&state, fs::Permissions::from_mode(0o755)).unwrap();
        let file = state.join("rejected.json");
        fs::write(&file, json!({"rejected": []}).to_string()).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let rejected = world
            .railwright()
            .env("TESTRAIL_API_KEY", "wrong")
            .run(&["plan", "manifests"]);
        assert_eq!(rejected.code, Some(8));
        assert_eq!(mode(&file), "600");
        // The folder was not made here.
        assert_eq!(mode(&state), "755");
    }

    #[test]
    fn it_may_be_a_link_to_a_folder() {
        let world = World::new();
        fs::create_dir(world.path().join("elsewhere")).unwrap();
        symlink("elsewhere", world.path().join(STATE)).unwrap();
        assert_eq!(world.apply().code, Some(0));
        assert!(world.path().join("elsewhere/ledger.ndjson").exists());
    }

    #[test]
    fn a_link_that_leads_nowhere_stops_before_any_write() {
        let world = World::new();
        symlink("nowhere", world.path().join(STATE)).unwrap();
        let output = world.apply();
        assert_eq!(output.code, Some(1));
        insta::assert_snapshot!(output.stderr, @"
        error[RW0812]: nothing was changed: the state directory cannot be used
          caused by: cannot create the state directory .railwright
          caused by: a link that leads nowhere is in its place
        help: remove it, or name another folder with --state-dir
        ");
        assert!(world.sandbox.writes().is_empty());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_place_where_nobody_can_make_folders_stops_before_any_write() {
        let world = World::new();
        let output = world.railwright().run(&[
            "apply",
            "manifests",
            "--yes",
            "--state-dir",
            "/proc/railwright",
        ]);
        assert_eq!(output.code, Some(1));
        insta::assert_snapshot!(output.stderr, @"
        error[RW0812]: nothing was changed: the state directory cannot be used
          caused by: cannot create the state directory /proc/railwright
          caused by: No such file or directory (os error 2)
        help: name a folder that can be written with --state-dir
        ");
        assert!(world.sandbox.testrail_journal().is_empty());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_disk_that_takes_nothing_stops_before_any_write() {
        let world = World::new();
        let output =
            world
                .railwright()
                .with_files_of_at_most(0)
                .run(&["apply", "manifests", "--yes"]);
        assert_eq!(output.code, Some(1));
        insta::assert_snapshot!(output.stderr, @"
        error[RW0812]: nothing was changed: the state directory cannot be used
          caused by: cannot create the state directory .railwright
          caused by: File too large (os error 27)
        help: name a folder that can be written with --state-dir
        ");
        assert!(world.sandbox.writes().is_empty());
    }
}

#[test]
fn failed_jobs_keep_what_is_known_of_refusals_and_people_can_resume() {
    let read = |file: &str| {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci");
        fs::read_to_string(examples.join(file)).unwrap()
    };
    let github = ["apply", "plan"].map(|job| read(&format!("github-actions/railwright-{job}.yml")));
    for job in &github {
        let (_, save) = job.split_once("run: ").unwrap();
        assert!(save.contains("actions/cache/save@v4\n        if: always()"));
    }
    let gitlab = read("gitlab-ci.yml");
    for job in ["railwright-state", "railwright-plan-state"] {
        assert!(gitlab.contains(&format!("- key: {job}\n      when: always")));
    }
    let azure = read("azure-pipelines.yml");
    assert_eq!(
        azure.matches("--state-dir \"$(Agent.WorkFolder)").count(),
        3
    );
    let bitbucket = read("bitbucket-pipelines.yml");
    assert_eq!(bitbucket.matches("after-script:").count(), 2);
    for file in [
        &github[0],
        &github[1],
        &gitlab,
        &azure,
        &bitbucket,
        &read("Jenkinsfile"),
    ] {
        assert!(file.contains("RAILWRIGHT_RESUME"), "{file}");
    }
}
