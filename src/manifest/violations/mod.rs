//! What the schema complains about, in words that people can act on: the schema decides whether, this decides how
//! it is said.

mod special;
mod words;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Violation;
use serde_json::Value;

use super::checks;
use super::document::{Document, pointer_token};
use super::problem::Problem;
use super::schema::{self, Description};
use super::suggest;
use super::types::Manifest;

/// The only version of the format.
const API_VERSION: &str = "railwright/v1";

/// Complains about the shape of one document, until there are about as many complaints as wanted.
pub(super) fn complain(document: &Document, enough: usize, problems: &mut Vec<Problem>) {
    let Value::Object(root) = &document.value else {
        problems.push(
            document
                .error("", format!("a manifest is a mapping, not {}", words::found(&document.value)))
                .help("it begins with `apiVersion: railwright/v1` and has `kind`, `metadata` and `spec`"),
        );
        return;
    };
    if !root.contains_key("apiVersion") && !root.contains_key("kind") {
        problems.push(
            document
                .error("", "this is no manifest: it has neither `apiVersion` nor `kind`")
                .help(
                    "add `apiVersion: railwright/v1` and `kind`; if it belongs to another tool, keep it out of the \
                     folder of the manifests",
                ),
        );
        return;
    }
    let validator = document.kind().and_then(schema::validator_of);
    let (Some(kind), Some(validator)) = (document.kind(), validator) else {
        problems.push(kind_problem(document));
        problems.extend(api_version_problem(document, root.get("apiVersion")));
        return;
    };
    let mut complaints = Complaints {
        document,
        kind,
        enough,
        problems,
    };
    for error in validator.iter_errors(&document.value) {
        if complaints.problems.len() >= enough {
            break;
        }
        complaints.add(&error);
    }
}

fn kind_problem(document: &Document) -> Problem {
    let kinds = suggest::one_of(Manifest::KINDS);
    match document.value.get("kind") {
        None => document
            .error("", "`kind` is missing")
            .help(format!("say what this document declares: {kinds}")),
        Some(Value::String(kind)) => {
            let problem =
                document.error("/kind", format!("there is no kind {}", words::quoted(kind)));
            match suggest::nearest(kind, Manifest::KINDS) {
                Some(near) => problem.help(format!("did you mean `{near}`?")),
                None => problem.help(format!("it takes one of {kinds}")),
            }
        }
        Some(other) => document
            .error(
                "/kind",
                format!("`kind` takes text, not {}", words::found(other)),
            )
            .help(format!("it takes one of {kinds}")),
    }
}

fn api_version_problem(document: &Document, value: Option<&Value>) -> Option<Problem> {
    let help = format!("write `apiVersion: {API_VERSION}`");
    match value {
        None => Some(document.error("", "`apiVersion` is missing").help(help)),
        Some(Value::String(version)) if version == API_VERSION => None,
        Some(other) => Some(
            document
                .error(
                    "/apiVersion",
                    format!("there is no version {} of manifests", words::named(other)),
                )
                .help(help),
        ),
    }
}

/// The complaints about one document of a known kind.
struct Complaints<'a> {
    document: &'a Document,
    kind: &'a str,
    enough: usize,
    problems: &'a mut Vec<Problem>,
}

impl Complaints<'_> {
    fn add(&mut self, error: &ValidationError<'_>) {
        let pointer = error.instance_path().as_str();
        let value = error.instance().as_ref();
        if self.problems.len() >= self.enough {
            return;
        }
        // Settings have their own words, for they may be secrets.
        if checks::is_setting(pointer) {
            return;
        }
        if pointer == "/apiVersion" {
            self.problems
                .extend(api_version_problem(self.document, Some(value)));
            return;
        }
        if let Some(problem) = special::problem(self.document, self.kind, pointer, value) {
            self.problems.push(problem);
            return;
        }
        match error.kind() {
            Violation::OneOfNotValid { context } | Violation::AnyOf { context } => {
                self.choice(pointer, value, context);
            }
            Violation::AdditionalProperties { unexpected } => {
                for key in unexpected.iter().take(self.enough) {
                    self.unknown_key(pointer, key);
                }
            }
            Violation::Required { property } => {
                self.missing_key(pointer, property.as_str().unwrap_or_default());
            }
            Violation::Constant { expected_value } => {
                self.none_of(pointer, value, &[expected_value]);
            }
            Violation::Enum { options } => {
                let options: Vec<&Value> = options.as_array().into_iter().flatten().collect();
                self.none_of(pointer, value, &options);
            }
            Violation::Type { kind } => {
                let expected = words::expected(kind);
                self.wrong_type(pointer, value, &expected);
            }
            other => {
                let span = self.document.span(pointer);
                let spelling = self.document.source.slice(&span);
                let message = words::limit(&words::key(pointer), pointer, value, spelling, other);
                let problem = self.document.error(pointer, message);
                self.push(problem, pointer);
            }
        }
    }

    /// A value that has the shape of no branch: complains about the branch that it is meant to be.
    fn choice(&mut self, pointer: &str, value: &Value, branches: &[Vec<ValidationError<'_>>]) {
        // Each branch is one word. A value that is no text breaks its type as well.
        let constants: Option<Vec<&Value>> = branches
            .iter()
            .map(|branch| {
                branch.iter().find_map(|error| match error.kind() {
                    Violation::Constant { expected_value }
                        if error.instance_path().as_str() == pointer =>
                    {
                        Some(&**expected_value)
                    }
                    _ => None,
                })
            })
            .collect();
        if let Some(constants) = constants {
            self.none_of(pointer, value, &constants);
            return;
        }
        let discriminator = format!("{pointer}/type");
        if value.is_object() && self.kind == "Integration" && pointer == "/spec" {
            let meant = branches.iter().find(|branch| {
                !branch.iter().any(|error| match error.kind() {
                    Violation::Constant { .. } => error.instance_path().as_str() == discriminator,
                    Violation::Required { property } => {
                        property == "type" && error.instance_path().as_str() == pointer
                    }
                    _ => false,
                })
            });
            match meant {
                Some(branch) => {
                    for error in branch {
                        self.add(error);
                    }
                }
                None => self.problems.push(integration_type(self.document, value)),
            }
            return;
        }
        // The branch that takes values of this type is meant; otherwise the first, for the others say "or nothing".
        let takes_type = |branch: &&Vec<ValidationError<'_>>| {
            !branch.iter().any(|error| {
                matches!(error.kind(), Violation::Type { .. })
                    && error.instance_path().as_str() == pointer
            })
        };
        match branches.iter().find(takes_type).or(branches.first()) {
            Some(meant) => {
                for error in meant {
                    self.add(error);
                }
            }
            None => self.push(
                self.document
                    .error(pointer, "this is none of the allowed forms"),
                pointer,
            ),
        }
    }

    fn unknown_key(&mut self, pointer: &str, key: &str) {
        let at = format!("{pointer}/{}", pointer_token(key));
        if self.kind == "Mapping" && pointer == "/spec/fields" {
            self.problems
                .push(special::unknown_target(self.document, &at, key));
            return;
        }
        let known: Vec<&str> = self
            .describe(pointer)
            .map(|it| it.keys().collect())
            .unwrap_or_default();
        let problem = self
            .document
            .key_error(&at, format!("there is no key {} here", words::quoted(key)));
        let help = if let Some(near) = suggest::nearest(key, known.iter().copied()) {
            format!("did you mean `{near}`?")
        } else if known.is_empty() {
            "remove it".to_owned()
        } else {
            format!("the keys here are {}", suggest::all_of(known))
        };
        self.problems.push(problem.help(help));
    }

    fn missing_key(&mut self, pointer: &str, key: &str) {
        if self.is_misspelt(pointer, key) {
            return;
        }
        if key == "apiVersion" {
            self.problems
                .extend(api_version_problem(self.document, None));
            return;
        }
        let place = words::key(pointer);
        let message = if pointer.is_empty() {
            format!("`{key}` is missing")
        } else {
            format!("`{key}` is missing in `{place}`")
        };
        let description = self.describe(&format!("{pointer}/{key}"));
        let help = match description.map(|it| (it.example(), it.text())) {
            Some((Some(example), Some(text))) => {
                format!("add `{key}: {}`: {text}", words::yaml(example))
            }
            Some((None, Some(text))) => format!("add `{key}`: {text}"),
            _ => format!("add `{key}`"),
        };
        self.problems
            .push(self.document.key_error(pointer, message).help(help));
    }

    /// True when a key that nobody knows is meant to be this one: one complaint is enough.
    fn is_misspelt(&self, pointer: &str, missing: &str) -> bool {
        let known: Vec<&str> = self
            .describe(pointer)
            .map(|it| it.keys().collect())
            .unwrap_or_default();
        let present = self
            .document
            .value
            .pointer(pointer)
            .and_then(Value::as_object);
        present
            .into_iter()
            .flat_map(serde_json::Map::keys)
            .any(|key| {
                !known.contains(&key.as_str())
                    && suggest::nearest(key, known.iter().copied()) == Some(missing)
            })
    }

    fn none_of(&mut self, pointer: &str, value: &Value, options: &[&Value]) {
        let options: Vec<&str> = options
            .iter()
            .filter_map(|option| option.as_str())
            .collect();
        let key = words::key(pointer);
        let found = words::named(value);
        let problem = self
            .document
            .error(pointer, format!("`{key}` cannot be {found}"));
        let near = value
            .as_str()
            .and_then(|text| suggest::nearest(text, options.iter().copied()));
        self.problems.push(match near {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("it takes one of {}", suggest::one_of(options))),
        });
    }

    fn wrong_type(&mut self, pointer: &str, value: &Value, expected: &str) {
        let key = words::key(pointer);
        if value.is_null() {
            let problem = self
                .document
                .error(pointer, format!("`{key}` has no value"));
            self.problems
                .push(problem.help(format!("it takes {expected}")));
            return;
        }
        let found = words::found_at(pointer, value);
        let problem = self
            .document
            .error(pointer, format!("`{key}` takes {expected}, not {found}"));
        match words::retyped(expected, value) {
            Some(help) => self.problems.push(problem.help(help)),
            None => self.push(problem, pointer),
        }
    }

    /// Adds a problem whose help is what the schema says about the value.
    fn push(&mut self, problem: Problem, pointer: &str) {
        let text = self.describe(pointer).and_then(|it| it.text());
        self.problems.push(match text {
            Some(text) => problem.help(text),
            None => problem,
        });
    }

    fn describe(&self, pointer: &str) -> Option<Description> {
        schema::describe(self.kind, &self.document.value, pointer)
    }
}

fn integration_type(document: &Document, spec: &Value) -> Problem {
    const TYPES: [&str; 2] = ["testrail", "testops"];
    match spec.get("type") {
        None => document
            .key_error("/spec", "`type` is missing in `spec`")
            .help("add `type: testrail` or `type: testops`"),
        Some(other) => {
            let near = other
                .as_str()
                .and_then(|text| suggest::nearest(text, TYPES));
            document
                .error(
                    "/spec/type",
                    format!("there is no integration of type {}", words::named(other)),
                )
                .help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "the types are `testrail` and `testops`".to_owned(),
                })
        }
    }
}
