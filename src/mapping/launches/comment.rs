//! The comment of a result, which ends with the link that makes the result findable.

use crate::model::{Linked, Markup, TestResult, TestResultId, Verdict};
use crate::text;

/// The most characters of a comment. No maximum is documented; this is what people still open.
const MAX_COMMENT: usize = 50_000;

/// The most characters of the line of parameters. Markup and escapes make six of one at most, so that there is always
/// room for a message.
const MAX_PARAMETERS: usize = 5_000;

/// What precedes the id in the address of a result.
const PATH: &str = "/testresult/";

/// A comment, and whether something had to be left out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    pub(super) text: String,
    pub(super) is_cut: bool,
}

/// Writes the comment of a result: message, trace, parameters, link.
pub(super) fn comment(result: &TestResult, web: &str, markup: Markup) -> Comment {
    let message = result.message.as_deref().unwrap_or_default().trim();
    let trace = result.trace.as_deref().unwrap_or_default().trim_end();
    let parameters = parameters(result);
    let short_parameters = text::shorten(&parameters, MAX_PARAMETERS);
    let is_short = short_parameters.is_some();
    let tail = Tail {
        parameters: short_parameters.unwrap_or(parameters),
        link: format!("{web}{PATH}{}", result.id.0),
    };
    let mut budget = MAX_COMMENT;
    loop {
        let (message, trace, left_out) = fit(message, trace, budget);
        let text = compose(&message, &trace, &tail, markup);
        let length = text.chars().count();
        // Markup and escapes make a text longer, so that it may take a second try with less of it.
        if length <= MAX_COMMENT || budget < 1000 {
            return Comment {
                text,
                is_cut: left_out || is_short || result.left_out > 0,
            };
        }
        budget = (budget * MAX_COMMENT / length).saturating_sub(500);
    }
}

/// Reads the id of a result back from the link that ends a comment: one that only mentions a result does not export it.
/// `web` is the address of TestOps without a slash at its end.
pub(crate) fn link_in(comment: &str, web: &str) -> Option<TestResultId> {
    let link = [web, PATH].concat();
    let start = comment.rfind(&link)? + link.len();
    let rest = &comment[start..];
    let behind = rest
        .strip_prefix('-')
        .unwrap_or(rest)
        .trim_start_matches(|c: char| c.is_ascii_digit());
    let id = &rest[..rest.len() - behind.len()];
    ends_comment(behind).then(|| id.parse().ok().map(TestResultId))?
}

/// What a comment says that begins with a verdict.
const CORRECTED: &str = "Verdict corrected: ";
const BESIDE: &str = "Result: ";

const WORDS: [(Verdict, &str); 5] = [
    (Verdict::Passed, "passed"),
    (Verdict::Skipped, "skipped"),
    (Verdict::Unknown, "unknown"),
    (Verdict::Broken, "broken"),
    (Verdict::Failed, "failed"),
];

fn word(verdict: Verdict) -> &'static str {
    let word = WORDS.iter().find(|(known, _)| *known == verdict);
    word.map_or("unknown", |(_, word)| word)
}

/// The first line of a result that is sent as a comment.
pub(super) fn beside(verdict: Verdict) -> String {
    format!(
        "{BESIDE}{}. A worse one of this launch stays the verdict.",
        word(verdict)
    )
}

/// The first line of a result that corrects an earlier one.
pub(super) fn corrected(verdict: Verdict, is_shown: bool) -> String {
    let stays = if is_shown {
        ""
    } else {
        " Another result of this launch stays the verdict."
    };
    format!("{CORRECTED}{}.{stays}", word(verdict))
}

/// Reads what a comment of ours says; `None` for those of others.
pub(crate) fn read_comment(comment: &str, web: &str) -> Option<Linked> {
    let result = link_in(comment, web)?;
    let text = comment.trim_start();
    let text = text.strip_prefix("<p>").unwrap_or(text);
    let corrected = text.strip_prefix(CORRECTED);
    let named = corrected.or_else(|| text.strip_prefix(BESIDE));
    let said = named.and_then(|rest| {
        let mut known = WORDS.iter();
        known.find(|(_, word)| {
            let behind = rest.strip_prefix(word);
            behind.is_some_and(|behind| behind.starts_with('.'))
        })
    });
    Some(Linked {
        result,
        said: said.map(|(verdict, _)| *verdict),
        corrects: corrected.is_some() && said.is_some(),
    })
}

/// Whether nothing a reader sees follows an address: tags that end, the text of the link that it is the target of.
fn ends_comment(behind: &str) -> bool {
    let behind = match behind.strip_prefix(['"', '\'']) {
        Some(of_link) => of_link.split_once("</a>").map_or("", |(_, after)| after),
        None => behind,
    };
    let is_blank = |text: &str| text.replace("&nbsp;", " ").trim().is_empty();
    let mut tags = behind.split('<');
    let before = tags.next().unwrap_or_default();
    let mut after = tags.map(|tag| tag.split_once('>').map_or(tag, |(_, after)| after));
    is_blank(before) && after.all(is_blank)
}

/// What is below message and trace.
struct Tail {
    /// The parameters as one line; may be empty.
    parameters: String,
    /// The address of the result.
    link: String,
}

fn parameters(result: &TestResult) -> String {
    if result.parameters.is_empty() {
        return String::new();
    }
    let parameters: Vec<String> = result
        .parameters
        .iter()
        .map(|(name, value)| format!("{} = {}", text::one_line(name), text::one_line(value)))
        .collect();
    format!("Parameters: {}", parameters.join(", "))
}

fn compose(message: &str, trace: &str, tail: &Tail, markup: Markup) -> String {
    let Tail { parameters, link } = tail;
    let mut parts = Vec::new();
    if !message.is_empty() {
        parts.push(text::from_plain(message, markup));
    }
    if !trace.is_empty() {
        let fence = fence(trace);
        let code = format!("{fence}\n{trace}\n{fence}\n");
        parts.push(text::from_markdown(&code, markup, &text::Base::none()));
    }
    if !parameters.is_empty() {
        parts.push(text::from_plain(parameters, markup));
    }
    parts.push(text::from_plain(link, markup));
    let between = match markup {
        Markup::Html => "",
        Markup::Markdown | Markup::Plain => "\n\n",
    };
    let parts: Vec<&str> = parts
        .iter()
        .map(|part| {
            if markup == Markup::Html {
                part.as_str()
            } else {
                part.trim_end()
            }
        })
        .collect();
    parts.join(between)
}

/// Shortens message and trace to a number of characters together, the trace first and in its middle: it begins with
/// what happened and ends with what caused it.
fn fit(message: &str, trace: &str, budget: usize) -> (String, String, bool) {
    let lengths = (message.chars().count(), trace.chars().count());
    if lengths.0 + lengths.1 <= budget {
        return (message.to_owned(), trace.to_owned(), false);
    }
    let for_message = lengths
        .0
        .min(budget.saturating_sub(lengths.1).max(budget / 2));
    let for_trace = budget.saturating_sub(for_message);
    (
        cut(message, lengths.0, for_message),
        cut(trace, lengths.1, for_trace),
        true,
    )
}

fn cut(text: &str, length: usize, budget: usize) -> String {
    if length <= budget {
        return text.to_owned();
    }
    let (head, tail) = (budget * 2 / 3, budget / 3);
    let head: String = text.chars().take(head).collect();
    let tail: String = text.chars().skip(length - tail).collect();
    format!(
        "{head}\n… {} characters left out …\n{tail}",
        length - budget
    )
}

/// A fence that the text cannot close.
fn fence(text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}
