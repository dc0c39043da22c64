//! Numbers, dates and durations as people write them.

use jiff::Timestamp;

/// `1 case`, `2 cases`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// The first ten, and how many more.
pub(crate) fn first_few(items: impl ExactSizeIterator<Item = String>) -> String {
    first_few_of(", ", items)
}

/// The same with something else between them.
pub(crate) fn first_few_of(between: &str, items: impl ExactSizeIterator<Item = String>) -> String {
    const SHOWN: usize = 10;
    let more = items.len().saturating_sub(SHOWN);
    let few: Vec<String> = items.take(SHOWN).collect();
    let few = few.join(between);
    match more {
        0 => few,
        more => format!("{few} and {} more", thousands(more)),
    }
}

/// `a, b and c`.
pub(crate) fn conjoined(items: &[String], conjunction: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}

/// `12`, `1,234`.
pub(crate) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many bytes, in the unit that reads best: `512 bytes`, `1.5 MB`.
pub(crate) fn bytes(n: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")];
    let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| n >= *unit) else {
        return count(usize::try_from(n).unwrap_or(usize::MAX), "byte", "bytes");
    };
    // Rounded up, so that what is above a limit never reads like the limit.
    let tenths = n / unit * 10 + (n % unit * 10).div_ceil(unit);
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        tenth => format!("{}.{tenth} {name}", tenths / 10),
    }
}

/// The day of a time in seconds since 1970, in UTC: `2026-11-20`.
pub(crate) fn day(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(
        |_| "an unknown day".to_owned(),
        |time| time.strftime("%Y-%m-%d").to_string(),
    )
}

/// How long so many requests take at a rate per minute: `under 1 second`, `about 6 minutes`.
pub(crate) fn duration(requests: usize, per_minute: u32) -> String {
    let seconds = (requests as u64 * 60).div_ceil(u64::from(per_minute.max(1)));
    match seconds {
        0 | 1 => "under 1 second".to_owned(),
        2..=90 => format!("about {seconds} seconds"),
        91..=5400 => format!("about {} minutes", seconds.div_ceil(60)),
        _ => {
            let hours = seconds.div_ceil(3600);
            format!("about {hours} hours")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes, count, day, duration, thousands};

    #[test]
    fn numbers_read_as_people_write_them() {
        let shown = [
            count(0, "case", "cases"),
            count(1, "case", "cases"),
            count(2, "case", "cases"),
            thousands(999),
            thousands(1_000),
            thousands(1_234_567),
            day(1_780_000_000),
            day(i64::MAX),
            duration(2, 180),
            duration(60, 180),
            duration(1000, 180),
            duration(100_000, 180),
            bytes(1),
            bytes(1023),
            bytes(1024),
            bytes(1 << 28),
            bytes((1 << 28) + 1),
            bytes(u64::MAX),
        ];
        insta::assert_snapshot!(shown.join("\n"), @"
        0 cases
        1 case
        2 cases
        999
        1,000
        1,234,567
        2026-05-28
        an unknown day
        under 1 second
        about 20 seconds
        about 6 minutes
        about 10 hours
        1 byte
        1,023 bytes
        1 kB
        256 MB
        256.1 MB
        17179869184 GB
        ");
    }
}
