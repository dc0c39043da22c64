//! Time spans such as `1h 30m`, as estimates and elapsed times use them.

use super::error::ApiError;

const UNITS: [char; 5] = ['w', 'd', 'h', 'm', 's'];

/// Reads a time span and spells it the way it is stored: largest unit first, `90s` as `1m 30s`.
///
/// Days and weeks are left as they are, since a day may be one of eight hours.
pub(super) fn normalized(field: &str, text: &str) -> Result<String, ApiError> {
    parse(text)
        .map(spell)
        .ok_or_else(|| ApiError::field(field, "is not in a valid time span format"))
}

/// Amounts in the order of `UNITS`.
fn parse(text: &str) -> Option<[u64; 5]> {
    let mut amounts = [0u64; 5];
    let mut next_unit = 0;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let amount: u32 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        let place = UNITS.iter().position(|known| *known == unit)?;
        if place < next_unit {
            return None;
        }
        next_unit = place + 1;
        amounts[place] = u64::from(amount);
        rest = rest[digits + unit.len_utf8()..].trim_start();
    }
    amounts.iter().any(|amount| *amount > 0).then_some(amounts)
}

fn spell([weeks, days, hours, minutes, seconds]: [u64; 5]) -> String {
    let total = hours * 3600 + minutes * 60 + seconds;
    let amounts = [weeks, days, total / 3600, total / 60 % 60, total % 60];
    let parts: Vec<String> = amounts
        .iter()
        .zip(UNITS)
        .filter(|(amount, _)| **amount > 0)
        .map(|(amount, unit)| format!("{amount}{unit}"))
        .collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(text: &str) -> Option<String> {
        normalized("elapsed", text).ok()
    }

    #[test]
    fn spans_are_respelt_with_the_largest_unit_first() {
        assert_eq!(stored("30s").as_deref(), Some("30s"));
        assert_eq!(stored("1m 45s").as_deref(), Some("1m 45s"));
        assert_eq!(stored("90s").as_deref(), Some("1m 30s"));
        assert_eq!(stored("1d 90m").as_deref(), Some("1d 1h 30m"));
        assert_eq!(stored("3723s").as_deref(), Some("1h 2m 3s"));
    }

    #[test]
    fn zero_fractions_and_other_units_are_refused() {
        for text in [
            "0s",
            "0",
            "0.5s",
            "1.5s",
            "",
            "5",
            "1y",
            "s",
            "1s 1m",
            "-1s",
            "99999999999s",
        ] {
            assert_eq!(stored(text), None, "{text}");
        }
        let error = normalized("elapsed", "0s").expect_err("zero");
        assert_eq!(
            error.message,
            "Field :elapsed is not in a valid time span format."
        );
    }
}
