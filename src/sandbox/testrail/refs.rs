//! References: how a list of issue keys is read and stored.

use super::error::ApiError;

/// The longest single reference; seen on TestRail Cloud, August 2026.
const LONGEST_ENTRY: usize = 248;

/// Splits at commas, trims, and joins with bare commas. An empty list is no value.
pub(super) fn normalized(
    field: &str,
    refs: &str,
    longest: usize,
) -> Result<Option<String>, ApiError> {
    let entries: Vec<&str> = refs
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .collect();
    if entries
        .iter()
        .any(|entry| entry.chars().count() > LONGEST_ENTRY)
    {
        return Err(ApiError::field(
            field,
            "does not match the required pattern",
        ));
    }
    let joined = entries.join(",");
    if joined.chars().count() > longest {
        return Err(ApiError::field(
            field,
            &format!("is too long ({longest} characters at most)"),
        ));
    }
    Ok((!joined.is_empty()).then_some(joined))
}

/// Whether one reference is in a stored list; TestRail's filters take one.
pub(super) fn contains(refs: Option<&str>, wanted: &str) -> bool {
    refs.is_some_and(|refs| {
        refs.split(',')
            .any(|entry| entry.trim().eq_ignore_ascii_case(wanted.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(refs: &str) -> Result<Option<String>, String> {
        normalized("refs", refs, 2000).map_err(|error| error.message)
    }

    #[test]
    fn entries_are_trimmed_and_joined_with_bare_commas() {
        assert_eq!(
            stored("AAA, BBB,   CCC ,DDD"),
            Ok(Some("AAA,BBB,CCC,DDD".to_owned()))
        );
        assert_eq!(stored("§ (x); \"y\""), Ok(Some("§ (x); \"y\"".to_owned())));
        assert_eq!(stored(" , "), Ok(None));
    }

    #[test]
    fn an_entry_may_have_248_characters_and_not_one_more() {
        let longest = "é".repeat(248);
        assert_eq!(
            stored(&format!("A,{longest}")),
            Ok(Some(format!("A,{longest}")))
        );
        assert_eq!(
            stored(&format!("A,{longest}x")),
            Err("Field :refs does not match the required pattern.".to_owned())
        );
    }

    #[test]
    fn a_filter_takes_whole_references_only() {
        assert!(contains(Some("ALLURE-1,ALLURE-12"), "allure-12"));
        assert!(!contains(Some("ALLURE-12"), "ALLURE-1"));
        assert!(!contains(None, "ALLURE-1"));
    }
}
