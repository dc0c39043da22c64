//! What a server that throttles says about when to come again and how often.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// No server means a longer wait than this; the bound keeps sums of waits from overflowing.
const LONGEST: Duration = Duration::from_hours(7 * 24);

/// Reads a `Retry-After` header: seconds, or a date that is compared with `now`. A date in the past means at once.
pub(super) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    // Some gateways send fractions.
    if let Ok(seconds) = header.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds.min(LONGEST.as_secs_f64())).ok();
    }
    let until = SystemTime::from(http_date(header)?);
    Some(until.duration_since(now).unwrap_or_default().min(LONGEST))
}

/// Reads the date of an HTTP header.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    PARSER.parse_timestamp(text).ok()
}

/// Reads TestRail's sentence "… - 180 per minute maximum allowed. Retry after 10 seconds.", whose wording differs
/// between versions: the wait in it.
pub(super) fn advertised_wait(message: &str) -> Option<Duration> {
    let (_, rest) = split_once_ignore_case(message, "retry after ")?;
    let seconds = leading_number(rest)?;
    Some(Duration::from_secs(seconds).min(LONGEST))
}

/// Reads the same sentence: the requests a minute in it.
pub(super) fn advertised_per_minute(message: &str) -> Option<u32> {
    let (before, _) = split_once_ignore_case(message, " per minute")?;
    let start = before
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |index| index + 1);
    // The character before the digits may be longer than one byte.
    before.get(start..)?.parse().ok().filter(|&limit| limit > 0)
}

fn leading_number(text: &str) -> Option<u64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

fn split_once_ignore_case<'a>(text: &'a str, needle: &str) -> Option<(&'a str, &'a str)> {
    // ASCII folding keeps every byte offset.
    let start = text.to_ascii_lowercase().find(needle)?;
    Some((&text[..start], &text[start + needle.len()..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> SystemTime {
        SystemTime::from(http_date(text).expect("a date"))
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = at("Sun, 06 Nov 1994 08:49:37 GMT");
        let read = |header| retry_after(header, now);
        assert_eq!(read("0"), Some(Duration::ZERO));
        assert_eq!(read(" 17 "), Some(Duration::from_secs(17)));
        assert_eq!(read("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(
            read("Sun, 06 Nov 1994 08:50:07 GMT"),
            Some(Duration::from_secs(30))
        );
        assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(read("99999999999999999999"), Some(LONGEST));
        assert_eq!(read("-3"), None);
        assert_eq!(read("soon"), None);
        assert_eq!(read(""), None);
        assert_eq!(
            read("NaN"),
            Some(LONGEST),
            "absurd, and bounded like all that is too long"
        );
    }

    #[test]
    fn the_sentence_of_testrail_advertises_the_limit_and_the_wait() {
        let sentence =
            "API Rate Limit Exceeded - 500 per minute maximum allowed. Retry after 1 seconds.";
        assert_eq!(advertised_per_minute(sentence), Some(500));
        assert_eq!(advertised_wait(sentence), Some(Duration::from_secs(1)));
        assert_eq!(advertised_per_minute("Too many requests"), None);
        assert_eq!(advertised_per_minute("0 per minute"), None);
        assert_eq!(advertised_per_minute("– per minute"), None);
        assert_eq!(advertised_wait("Retry after a while"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*", number in "[0-9é]{0,30}") {
            let _ = retry_after(&text, SystemTime::UNIX_EPOCH);
            let _ = advertised_per_minute(&format!("{text}{number} per minute{text}"));
            let _ = advertised_wait(&format!("{text}Retry after {number}{text}"));
        }
    }
}
