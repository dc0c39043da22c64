//! "Did you mean": one measure and one threshold, wherever a name is not known.

/// The candidate that a misspelt name most likely means, if one is near. Of several equally near ones the first.
pub(crate) fn nearest_name<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let name = folded(name);
    candidates
        .into_iter()
        .map(|candidate| (folded(candidate), candidate))
        .map(|(word, candidate)| {
            let distance = strsim::damerau_levenshtein(&name, &word);
            (distance, (word.chars().count() + 1) / 3, candidate)
        })
        .filter(|(distance, tolerated, _)| distance <= tolerated.max(&1))
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., candidate)| candidate)
}

/// `suite_id`, `suite-id` and `SuiteID` are one name for this purpose. What all names of custom fields begin with says
/// nothing about how near two of them are.
fn folded(name: &str) -> String {
    // Longer names are no misspellings, and the distance takes time that grows with their length.
    let start: String = name.chars().take(200).collect();
    let start = start.to_lowercase();
    start
        .strip_prefix("custom_")
        .unwrap_or(&start)
        .chars()
        .filter(|character| !matches!(character, '_' | '-' | ' '))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest_name;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let keys = ["suiteId", "sectionId", "project"];
        assert_eq!(nearest_name("suite_id", keys), Some("suiteId"));
        assert_eq!(nearest_name("projekt", keys), Some("project"));
        assert_eq!(nearest_name("banana", keys), None);
        assert_eq!(nearest_name("", keys), None);
    }

    #[test]
    fn the_prefix_of_custom_fields_makes_them_no_nearer() {
        let fields = ["custom_os", "custom_preconds"];
        assert_eq!(
            nearest_name("custom_precond", fields),
            Some("custom_preconds")
        );
        assert_eq!(nearest_name("preconds", fields), Some("custom_preconds"));
        assert_eq!(nearest_name("custom_abc", fields), None);
    }
}
