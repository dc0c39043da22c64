//! How long a test took, in TestRail's spelling.

/// Spells milliseconds as TestRail's time span, in whole seconds and at least one: `1h 2m 3s`. TestRail refuses zero and
/// fractions, and whether its day has 24 hours or 8 is not known, so that hours are the largest unit.
pub(super) fn elapsed(milliseconds: i64) -> Option<String> {
    if milliseconds < 0 {
        return None;
    }
    let seconds = milliseconds.saturating_add(500) / 1000;
    let seconds = seconds.max(1);
    let parts = [
        (seconds / 3600, 'h'),
        (seconds / 60 % 60, 'm'),
        (seconds % 60, 's'),
    ];
    let spelt: Vec<String> = parts
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n}{unit}"))
        .collect();
    Some(spelt.join(" "))
}

#[cfg(test)]
mod tests {
    use super::elapsed;

    #[test]
    fn time_spans_are_whole_seconds_and_at_least_one() {
        let spelt = |milliseconds| elapsed(milliseconds).unwrap_or_else(|| "none".to_owned());
        let spans = [
            -1, 0, 1, 1_499, 1_500, 59_999, 61_000, 3_600_000, 90_061_000,
        ]
        .map(spelt);
        insta::assert_snapshot!(spans.join(", "), @"none, 1s, 1s, 1s, 2s, 1m, 1m 1s, 1h, 25h 1m 1s");
    }
}
