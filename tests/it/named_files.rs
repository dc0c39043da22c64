//! Files that manifests name stay in the manifest's folder unless the manifest says otherwise.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::binary::{Output, railwright};
use crate::support::world::World;

/// A file that no refused manifest may get at.
const SECRET: &str = "hunter2";

/// A folder with `manifests/m.yaml` and, beside `manifests`, the file `outside`.
fn folder(manifest: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("manifests")).unwrap();
    fs::write(folder.path().join("outside"), SECRET).unwrap();
    fs::write(folder.path().join("manifests/m.yaml"), manifest).unwrap();
    folder
}

/// What `validate` says, which is never what is in a file.
fn validate(folder: &Path) -> Output {
    // Links are named by where they really lead.
    let folder = fs::canonicalize(folder).unwrap();
    let output = railwright(&folder).run(&["validate", "manifests"]);
    assert!(!output.to_string().contains(SECRET), "{output}");
    output
}

/// A TestRail server with some lines of its own.
fn testrail(lines: &str) -> String {
    format!(
        "apiVersion: railwright/v1
kind: Integration
metadata: {{name: testrail}}
spec:
  type: testrail
  version: \"10.2\"
{lines}"
    )
}

/// A TestOps server whose token comes from somewhere.
fn testops(token: &str) -> String {
    format!(
        "apiVersion: railwright/v1
kind: Integration
metadata: {{name: testops}}
spec:
  type: testops
  endpoint: https://testops.example.com/
  credentials: {{token: {token}}}
"
    )
}

#[test]
fn paths_that_leave_the_folder_are_found_together_with_all_else() {
    let server = testrail(
        "  endpoint: {file: ../outside}
  credentials:
    username: {file: ./../outside}
    apiKey: {file: keys/../../outside}
  tls: {caFile: ../outside}
  textFormat: htm
",
    );
    let folder = folder(&format!("{server}---\n{}", testops("{file: ../nothing}")));
    insta::assert_snapshot!(validate(folder.path()), @"
    ------- stderr -------
    error[RW0161]: this path leads out of the manifest's folder
     --> manifests/m.yaml:7:20
      |
    7 |   endpoint: {file: ../outside}
      |                    ^^^^^^^^^^
      |
      = help: move the file into the folder, or allow it: `endpoint: {file: PATH, outside: true}`

    error[RW0161]: this path leads out of the manifest's folder
     --> manifests/m.yaml:9:22
      |
    9 |     username: {file: ./../outside}
      |                      ^^^^^^^^^^^^
      |
      = help: move the file into the folder, or allow it: `username: {file: PATH, outside: true}`

    error[RW0161]: this path leads out of the manifest's folder
      --> manifests/m.yaml:10:20
       |
    10 |     apiKey: {file: keys/../../outside}
       |                    ^^^^^^^^^^^^^^^^^^
       |
       = help: move the file into the folder, or allow it: `apiKey: {file: PATH, outside: true}`

    error[RW0161]: this path leads out of the manifest's folder
      --> manifests/m.yaml:11:17
       |
    11 |   tls: {caFile: ../outside}
       |                 ^^^^^^^^^^
       |
       = help: move the file into the folder, or allow it: `caFile: {file: PATH, outside: true}`

    error[RW0130]: `textFormat` cannot be `htm`
      --> manifests/m.yaml:12:15
       |
    12 |   textFormat: htm
       |               ^^^
       |
       = help: did you mean `html`?

    error[RW0161]: this path leads out of the manifest's folder
      --> manifests/m.yaml:20:31
       |
    20 |   credentials: {token: {file: ../nothing}}
       |                               ^^^^^^^^^^
       |
       = help: move the file into the folder, or allow it: `token: {file: PATH, outside: true}`

    6 problems in 1 file.
    ------- exit code 3 -------
    ");
}

#[test]
fn paths_that_stay_inside_or_say_where_they_lead_are_accepted() {
    let outside = tempfile::tempdir().unwrap();
    let absolute = outside.path().join("key");
    fs::write(&absolute, SECRET).unwrap();
    let server = testrail(&format!(
        "  endpoint: {{file: keys/../endpoint}}
  credentials:
    username: {{file: ../outside, outside: true}}
    apiKey: {{file: {}}}
  tls: {{caFile: {{file: ../outside, outside: true}}}}
",
        absolute.display()
    ));
    let folder = folder(&format!(
        "{server}---\n{}",
        testops("{file: keys/token, outside: false}")
    ));
    insta::assert_snapshot!(validate(folder.path()), @"Valid: 2 integrations, 0 sync configs, 0 mappings.");
}

#[test]
fn the_folder_is_that_of_the_manifest_and_not_the_one_that_was_named() {
    let folder = folder(&testops("{file: secrets/token}"));
    let team = folder.path().join("manifests/team");
    fs::create_dir(&team).unwrap();
    let text = testops("{file: ../secrets/token}").replace("name: testops", "name: team");
    fs::write(team.join("m.yaml"), text).unwrap();
    insta::assert_snapshot!(validate(folder.path()), @"
    ------- stderr -------
    error[RW0161]: this path leads out of the manifest's folder
     --> manifests/team/m.yaml:7:31
      |
    7 |   credentials: {token: {file: ../secrets/token}}
      |                               ^^^^^^^^^^^^^^^^
      |
      = help: move the file into the folder, or allow it: `token: {file: PATH, outside: true}`

    1 problem in 1 file.
    ------- exit code 3 -------
    ");
}

#[test]
fn leave_is_given_by_true_and_beside_a_file_only() {
    let server = testrail(
        "  endpoint: {env: TESTRAIL_URL, outside: true}
  credentials:
    username: {outside: true}
    apiKey: {file: ../outside, outside: \"hunter2\"}
  tls: {caFile: {file: ../outside, outside: yes}}
",
    );
    let other = server
        .replace("name: testrail", "name: other")
        .replace("{file: ../outside, outside: yes}", "{path: ca.pem}")
        .replace("outside: \"hunter2\"", "outsid: true");
    let folder = folder(&format!("{server}---\n{other}"));
    insta::assert_snapshot!(validate(folder.path()), @"
    ------- stderr -------
    error[RW0159]: `outside` does not belong beside `env`
     --> manifests/m.yaml:7:33
      |
    7 |   endpoint: {env: TESTRAIL_URL, outside: true}
      |                                 ^^^^^^^
      |
      = help: remove it: it lets the path of a `file` leave the manifest's folder

    error[RW0153]: `username` does not say where it comes from
     --> manifests/m.yaml:9:15
      |
    9 |     username: {outside: true}
      |               ^
      |
      = help: write the value, or name where it comes from: `username: {env: TESTRAIL_USERNAME}`

    error[RW0160]: `outside` takes true or false
      --> manifests/m.yaml:10:41
       |
    10 |     apiKey: {file: ../outside, outside: ***}
       |                                         ^^^
       |
       = help: write `outside: true` if the path may leave the manifest's folder; otherwise remove it

    error[RW0129]: `outside` takes true or false, not the text `yes`
      --> manifests/m.yaml:11:45
       |
    11 |   tls: {caFile: {file: ../outside, outside: yes}}
       |                                             ^^^
       |
       = help: write true

    error[RW0159]: `outside` does not belong beside `env`
      --> manifests/m.yaml:19:33
       |
    19 |   endpoint: {env: TESTRAIL_URL, outside: true}
       |                                 ^^^^^^^
       |
       = help: remove it: it lets the path of a `file` leave the manifest's folder

    error[RW0153]: `username` does not say where it comes from
      --> manifests/m.yaml:21:15
       |
    21 |     username: {outside: true}
       |               ^
       |
       = help: write the value, or name where it comes from: `username: {env: TESTRAIL_USERNAME}`

    error[RW0161]: this path leads out of the manifest's folder
      --> manifests/m.yaml:22:20
       |
    22 |     apiKey: {file: ../outside, outsid: ***}
       |                    ^^^^^^^^^^
       |
       = help: move the file into the folder, or allow it: `apiKey: {file: PATH, outside: true}`

    error[RW0156]: there is no key `outsid` here
      --> manifests/m.yaml:22:32
       |
    22 |     apiKey: {file: ../outside, outsid: ***}
       |                                ^^^^^^
       |
       = help: did you mean `outside`?

    error[RW0128]: `file` is missing in `caFile`
      --> manifests/m.yaml:23:9
       |
    23 |   tls: {caFile: {path: ca.pem}}
       |         ^^^^^^
       |
       = help: add `file`: A file of certificates (PEM). Relative paths start at the manifest's folder.

    error[RW0127]: there is no key `path` here
      --> manifests/m.yaml:23:18
       |
    23 |   tls: {caFile: {path: ca.pem}}
       |                  ^^^^
       |
       = help: the keys here are `file` and `outside`

    10 problems in 1 file.
    ------- exit code 3 -------
    ");
}

#[test]
fn a_file_elsewhere_is_used_with_leave_and_not_without() {
    let world = World::new();
    let key = world.sandbox.variable("TESTRAIL_API_KEY");
    fs::write(world.path().join("key"), format!("{key}\n")).unwrap();
    world.edit(
        "apiKey: {env: TESTRAIL_API_KEY}",
        "apiKey: {file: ../key, outside: true}",
    );
    assert_eq!(world.plan().code, Some(0));
    let asked = world.sandbox.testrail_journal().len();
    world.edit(", outside: true", "");
    for command in ["check", "plan", "apply", "drift"] {
        let output = world.railwright().run(&[command, "manifests"]);
        assert_eq!(output.code, Some(3), "{command}: {output}");
        assert!(!output.to_string().contains(key), "{output}");
    }
    assert_eq!(world.sandbox.testrail_journal().len(), asked);
}

#[test]
fn a_file_that_holds_no_certificates_is_named_with_its_mend() {
    let world = World::new();
    world.edit(
        "  version: \"10.2\"\n",
        "  version: \"10.2\"\n  tls: {caFile: certs/ca.pem}\n",
    );
    let certs = world.path().join("manifests/certs");
    fs::create_dir(&certs).unwrap();
    let plan_with = |content: &str| {
        fs::write(certs.join("ca.pem"), content).unwrap();
        world.plan().to_string()
    };
    let nothing = plan_with("");
    insta::assert_snapshot!(nothing, @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0705  manifests/shop.yaml:8:17  the CA file of integration testrail is manifests/certs/ca.pem, which cannot be used
          caused by: it holds no certificates in PEM form
          help: a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file

    Not planned.
    ------- stderr -------
    error[RW0705]: sync config shop: the CA file of integration testrail is manifests/certs/ca.pem, which cannot be used
      --> manifests/shop.yaml:8:17
      caused by: it holds no certificates in PEM form
    help: a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file
    ------- exit code 3 -------
    ");
    assert_eq!(plan_with("not a certificate"), nothing);
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assert_eq!(plan_with(key), nothing);
    let broken = plan_with("-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n");
    insta::assert_snapshot!(broken, @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0705  manifests/shop.yaml:8:17  the CA file of integration testrail is manifests/certs/ca.pem, which cannot be used
          caused by: it holds a certificate that cannot be read
          caused by: base64 decode error: InvalidCharacter(33)
          help: a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file

    Not planned.
    ------- stderr -------
    error[RW0705]: sync config shop: the CA file of integration testrail is manifests/certs/ca.pem, which cannot be used
      --> manifests/shop.yaml:8:17
      caused by: it holds a certificate that cannot be read
      caused by: base64 decode error: InvalidCharacter(33)
    help: a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file
    ------- exit code 3 -------
    ");
    // The form alone makes no certificate.
    let empty = plan_with("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    insta::assert_snapshot!(empty, @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0705  manifests/shop.yaml:8:17  the CA file of integration testrail is manifests/certs/ca.pem, which cannot be used
          caused by: it holds a certificate that cannot be read
          caused by: invalid peer certificate: BadEncoding
          help: a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file

    Not planned.
    ------- stderr -------
    error[RW0705]: sync config shop: the CA file of integration testrail is manifests/certs/ca.pem, which cannot be used
      --> manifests/shop.yaml:8:17
      caused by: it holds a certificate that cannot be read
      caused by: invalid peer certificate: BadEncoding
    help: a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file
    ------- exit code 3 -------
    ");
    assert!(world.sandbox.testrail_journal().is_empty());
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_out_of_the_folder_are_refused_where_the_file_is_there() {
        let server = testrail(
            "  endpoint: {file: endpoint}
  credentials:
    username: {file: elsewhere/outside}
    apiKey: {file: later}
  tls: {caFile: {file: ca.pem}}
",
        );
        let folder = folder(&server);
        let manifests = folder.path().join("manifests");
        symlink("../outside", manifests.join("endpoint")).unwrap();
        symlink("..", manifests.join("elsewhere")).unwrap();
        symlink("../not-there-yet", manifests.join("later")).unwrap();
        symlink(folder.path().join("outside"), manifests.join("ca.pem")).unwrap();
        insta::assert_snapshot!(validate(folder.path()), @"
        ------- stderr -------
        warning[RW0117]: this link leads out of the folder, to FOLDER, and is not followed
        --> manifests/elsewhere
         = help: if manifests are there, name that folder on the command line as well

        error[RW0161]: this path leads out of the manifest's folder, through a link to FOLDER/outside
         --> manifests/m.yaml:7:20
          |
        7 |   endpoint: {file: endpoint}
          |                    ^^^^^^^^
          |
          = help: move the file into the folder, or allow it: `endpoint: {file: PATH, outside: true}`

        error[RW0161]: this path leads out of the manifest's folder, through a link to FOLDER/outside
         --> manifests/m.yaml:9:22
          |
        9 |     username: {file: elsewhere/outside}
          |                      ^^^^^^^^^^^^^^^^^
          |
          = help: move the file into the folder, or allow it: `username: {file: PATH, outside: true}`

        error[RW0161]: this path leads out of the manifest's folder, through a link to FOLDER/outside
          --> manifests/m.yaml:11:24
           |
        11 |   tls: {caFile: {file: ca.pem}}
           |                        ^^^^^^
           |
           = help: move the file into the folder, or allow it: `caFile: {file: PATH, outside: true}`

        3 problems and 1 warning in 2 files.
        ------- exit code 3 -------
        ");
    }

    #[test]
    fn links_are_followed_with_leave_and_from_absolute_paths() {
        let world = World::new();
        let key = world.sandbox.variable("TESTRAIL_API_KEY");
        fs::write(world.path().join("key"), key).unwrap();
        symlink("../key", world.path().join("manifests/key")).unwrap();
        let absolute = world.path().join("manifests/key");
        let forms = [
            "{file: key, outside: true}".to_owned(),
            format!("{{file: {}}}", absolute.display()),
        ];
        let mut before = "{env: TESTRAIL_API_KEY}".to_owned();
        for form in forms {
            world.edit(&before, &form);
            assert_eq!(world.plan().code, Some(0), "{form}");
            before = form;
        }
        world.edit(&before, "{file: key}");
        let refused = world.plan();
        assert_eq!(refused.code, Some(3), "{refused}");
        assert!(!refused.to_string().contains(key), "{refused}");
    }

    #[test]
    fn a_mounted_config_map_is_a_folder_like_any_other() {
        let world = World::new();
        let manifests = world.path().join("manifests");
        let data = manifests.join("..2026_11_23");
        fs::create_dir(&data).unwrap();
        let key = world.sandbox.variable("TESTRAIL_API_KEY");
        fs::write(data.join("key"), key).unwrap();
        world.edit("{env: TESTRAIL_API_KEY}", "{file: key}");
        fs::rename(manifests.join("shop.yaml"), data.join("shop.yaml")).unwrap();
        symlink("..2026_11_23", manifests.join("..data")).unwrap();
        for name in ["shop.yaml", "key"] {
            symlink(Path::new("..data").join(name), manifests.join(name)).unwrap();
        }
        symlink("manifests", world.path().join("mounted")).unwrap();
        for path in ["manifests", "manifests/shop.yaml", "mounted"] {
            let output = world.railwright().run(&["plan", path]);
            assert_eq!(output.code, Some(0), "{path}: {output}");
        }
    }
}
