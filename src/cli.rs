//! The command line: types and help texts, no behaviour.

use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::plan::{GUARD_CODES, GuardAnswers, MaxChanges};

/// Keeps TestRail in step with Allure TestOps, as manifests in git declare
#[derive(Debug, Parser)]
#[command(name = "railwright", version, styles = STYLES, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,

    /// Say more on stderr; twice for every request
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  railwright validate manifests        check manifests without a network
  railwright check manifests           try connections and everything the manifests name
  railwright plan manifests            show what would change in TestRail
  railwright apply manifests           change it, after a question
  railwright apply examples/quickstart --sandbox --yes
                                       the whole job on this machine, no account needed

Exit codes:
  0 done   1 failed   2 changes (--detailed-exitcode)   3 wrong command line or manifests
  4 saved plan is stale   5 stopped by a guard   6 applied in part   7 locked
  8 credentials rejected or rights missing   130, 143 interrupted";

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check manifests without a network
    #[command(
        after_help = "Examples:\n  railwright validate\n  railwright validate manifests/checkout.yaml"
    )]
    Validate(Validate),
    /// Try connections, rights, fields and AQL, and say where to click
    #[command(
        after_help = "Examples:\n  railwright check manifests\n  railwright check --only checkout-regression"
    )]
    Check(Check),
    /// Show what would change in TestRail; writes nothing
    #[command(
        after_help = "Examples:\n  railwright plan manifests\n  railwright plan --format markdown > comment.md\n  railwright plan --out plan.json --detailed-exitcode"
    )]
    Plan(Plan),
    /// Plan, ask, and make the changes
    #[command(
        after_help = "Examples:\n  railwright apply manifests\n  railwright apply manifests --yes\n  railwright apply manifests --plan plan.json --yes\n  railwright apply examples/quickstart --sandbox --yes"
    )]
    Apply(Apply),
    /// Report hand edits, moved cases, duplicates, cases out of scope and unmapped statuses; exits with 2 when there is any
    #[command(
        after_help = "Examples:\n  railwright drift manifests\n  railwright drift --only checkout-regression"
    )]
    Drift(Drift),
    /// List past applies, or what one of them wrote
    #[command(
        after_help = "Examples:\n  railwright history\n  railwright history 20261123T120000Z-4711"
    )]
    History(History),
    /// Try again what a server refused to the credentials of an integration
    #[command(after_help = "Examples:\n  railwright resume testrail-production")]
    Resume(Resume),
    /// Print the JSON Schemas of manifests and plans
    #[command(
        after_help = "Examples:\n  railwright schema > railwright.v1.json\n  railwright schema plan"
    )]
    Schema(Schema),
    /// Run emulators of TestOps and TestRail until stopped
    #[cfg(feature = "sandbox")]
    #[command(
        after_help = "Examples:\n  railwright sandbox > sandbox.env &      then: set -a; . ./sandbox.env\n  railwright sandbox --seed my-seed --testrail 127.0.0.1:8080"
    )]
    Sandbox(Sandbox),
    /// Print a completion script for a shell
    #[command(
        after_help = "Examples:\n  railwright completions bash > /etc/bash_completion.d/railwright"
    )]
    Completions(Completions),
}

/// Where manifests are.
#[derive(Clone, Debug, Args)]
pub(crate) struct Paths {
    /// Manifests, or folders that hold some (*.yaml and *.yml at any depth)
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// What manifests may name
    #[command(flatten)]
    pub allow: Allow,
}

/// What manifests may name. In a pipeline this comes from whoever wrote the pipeline, not from the change that it checks.
#[derive(Clone, Debug, Args)]
#[command(
    next_help_heading = "What manifests may name (anything, if not given; * and ? as in file names)"
)]
pub(crate) struct Allow {
    /// Only servers on this host, such as example.testrail.io; may be repeated
    #[arg(
        long,
        value_name = "HOST",
        env = "RAILWRIGHT_ALLOW_HOST",
        value_delimiter = ','
    )]
    pub allow_host: Option<Vec<String>>,

    /// Only this environment variable, such as TESTRAIL_*; may be repeated
    #[arg(
        long,
        value_name = "NAME",
        env = "RAILWRIGHT_ALLOW_ENV",
        value_delimiter = ','
    )]
    pub allow_env: Option<Vec<String>>,

    /// Only this file, such as /run/secrets/*; may be repeated
    #[arg(
        long,
        value_name = "PATH",
        env = "RAILWRIGHT_ALLOW_FILE",
        value_delimiter = ','
    )]
    pub allow_file: Option<Vec<String>>,
}

/// What commands that speak to servers have in common.
#[derive(Clone, Debug, Args)]
pub(crate) struct Run {
    /// Manifests and their paths
    #[command(flatten)]
    pub paths: Paths,

    /// Only the sync config of this name; may be repeated
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,

    /// Use emulators inside this process in place of every server, seeded from a folder or with the built-in shop
    #[cfg(feature = "sandbox")]
    #[arg(long, value_name = "SEED", num_args = 0..=1, require_equals = true)]
    #[expect(
        clippy::option_option,
        reason = "clap tells a flag without its value so"
    )]
    pub sandbox: Option<Option<PathBuf>>,

    /// The most seconds that one attempt of a request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,

    /// Where to keep the cache and the record of past applies
    #[arg(long, value_name = "DIR", default_value = ".railwright")]
    pub state_dir: PathBuf,

    /// Try what a server refused to this integration's credentials again; may be repeated
    #[arg(
        long,
        value_name = "NAME",
        env = "RAILWRIGHT_RESUME",
        value_delimiter = ','
    )]
    pub resume: Vec<String>,
}

impl Run {
    /// True when emulators stand in for every server.
    pub(crate) fn is_sandboxed(&self) -> bool {
        #[cfg(feature = "sandbox")]
        return self.sandbox.is_some();
        #[cfg(not(feature = "sandbox"))]
        false
    }
}

/// How guards are answered on the command line.
#[derive(Clone, Debug, Args)]
pub(crate) struct Guards {
    /// Stop before the first write when there are more changes: a number, or a share of what is in scope such as 10%
    #[arg(long, value_name = "N|P%", value_parser = max_changes)]
    pub max_changes: Option<MaxChanges>,

    /// Go on although the guard of this code would stop it, such as RW0603; may be repeated
    #[arg(long, value_name = "CODE", value_parser = guard_code)]
    pub accept: Vec<String>,

    /// Go on although a guard would stop it
    #[arg(long)]
    pub ignore_guards: bool,
}

impl Guards {
    /// The same for a plan.
    pub(crate) fn answers(&self) -> GuardAnswers {
        GuardAnswers {
            max_changes: self.max_changes,
            accepted: self.accept.clone(),
            ignore_all: self.ignore_guards,
        }
    }
}

fn guard_code(text: &str) -> Result<String, String> {
    let code = text.to_ascii_uppercase();
    if GUARD_CODES.contains(&code.as_str()) {
        return Ok(code);
    }
    Err(format!(
        "the codes of guards are {}",
        GUARD_CODES.join(", ")
    ))
}

fn max_changes(text: &str) -> Result<MaxChanges, String> {
    let number = |digits: &str| {
        digits
            .parse()
            .map_err(|_| "enter a number such as 50, or a share such as 10%".to_owned())
    };
    match text.strip_suffix('%') {
        Some(digits) => match number(digits)? {
            percent @ 0..=100 => Ok(MaxChanges::Percent(percent)),
            _ => Err("a share is at most 100%".to_owned()),
        },
        None => number(text).map(MaxChanges::Number),
    }
}

/// `validate`.
#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// Manifests and their paths
    #[command(flatten)]
    pub paths: Paths,

    /// Taken as by the other commands, so that one list of arguments serves all of them; nothing is kept
    #[arg(long, value_name = "DIR", default_value = ".railwright")]
    pub state_dir: PathBuf,
}

/// `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// What is common
    #[command(flatten)]
    pub run: Run,
}

/// `plan`.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// What is common
    #[command(flatten)]
    pub run: Run,

    /// How to print the plan
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Save the plan for `apply --plan`
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// The file of the key that seals the saved plan; `RAILWRIGHT_PLAN_KEY` holds one otherwise
    #[arg(long, value_name = "FILE", env = "RAILWRIGHT_PLAN_KEY_FILE")]
    pub plan_key_file: Option<PathBuf>,

    /// What guards are answered
    #[command(flatten)]
    pub guards: Guards,

    /// Exit with 2 when there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// `apply`.
#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// What is common
    #[command(flatten)]
    pub run: Run,

    /// Carry out a saved plan and nothing else
    #[arg(long, value_name = "FILE", conflicts_with = "only")]
    pub plan: Option<PathBuf>,

    /// The file of the key that the saved plan was sealed with; `RAILWRIGHT_PLAN_KEY` holds one otherwise
    #[arg(long, value_name = "FILE", env = "RAILWRIGHT_PLAN_KEY_FILE")]
    pub plan_key_file: Option<PathBuf>,

    /// Refuse any plan but the one with this digest, which `plan` prints
    #[arg(long, value_name = "DIGEST")]
    pub expect_digest: Option<String>,

    /// What guards are answered
    #[command(flatten)]
    pub guards: Guards,

    /// The most seconds to look for a write whose answer was lost, before it counts as not carried out; what an earlier
    /// apply wrote is looked for six times as long
    #[arg(long, value_name = "SECONDS", env = "RAILWRIGHT_SETTLE", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub settle: u64,

    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,

    /// Exit with 2 when changes were made
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// `drift`.
#[derive(Debug, Args)]
pub(crate) struct Drift {
    /// What is common
    #[command(flatten)]
    pub run: Run,
}

/// `history`.
#[derive(Debug, Args)]
pub(crate) struct History {
    /// The apply whose writes are listed, as the list of all names it
    #[arg(value_name = "APPLY")]
    pub apply: Option<String>,

    /// Where the record is kept
    #[arg(long, value_name = "DIR", default_value = ".railwright")]
    pub state_dir: PathBuf,
}

/// `resume`.
#[derive(Debug, Args)]
pub(crate) struct Resume {
    /// The integration
    #[arg(value_name = "NAME")]
    pub name: String,

    /// Where it is remembered
    #[arg(long, value_name = "DIR", default_value = ".railwright")]
    pub state_dir: PathBuf,
}

/// `schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which schema
    #[arg(value_enum, default_value_t = SchemaOf::Manifest)]
    pub of: SchemaOf,
}

/// `sandbox`.
#[cfg(feature = "sandbox")]
#[derive(Debug, Args)]
pub(crate) struct Sandbox {
    /// A folder with testops.json and testrail.json
    #[arg(long, value_name = "DIR")]
    pub seed: Option<PathBuf>,

    /// Where TestOps listens, such as 127.0.0.1:8081; any free port if absent
    #[arg(long, value_name = "ADDR")]
    pub testops: Option<std::net::SocketAddr>,

    /// Where TestRail listens
    #[arg(long, value_name = "ADDR")]
    pub testrail: Option<std::net::SocketAddr>,
}

/// `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// How a plan is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a comment on a pull request
    Markdown,
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Manifests
    Manifest,
    /// The plan that `plan --format json` prints
    Plan,
}
