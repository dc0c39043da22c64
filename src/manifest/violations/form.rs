//! The words of the form that sync configs are filled in on in TestOps, for those who copy them from there.

/// What a word of the form is called in a sync config; nothing for the place where it is right.
pub(super) fn key_for(pointer: &str, word: &str) -> Option<&'static str> {
    let letters = word.chars().filter(|letter| letter.is_alphanumeric());
    let word: String = letters.flat_map(char::to_lowercase).collect();
    let (place, key) = match word.as_str() {
        "disablelaunchsync" | "disablelaunchessync" => {
            ("/spec/launches", "launches: {enabled: false}")
        }
        "disabletccreate"
        | "disabletestcasecreate"
        | "disabletestcasecreation"
        | "disabletestcasescreation" => ("/spec/testCases", "testCases: {create: false}"),
        "disablesync" => ("/spec", "disabled: true"),
        "tcaql" | "testcaseaql" | "testcasesaql" => ("/spec/testCases", "testCases: {aql: …}"),
        "launchaql" | "launchesaql" => ("/spec/launches", "launches: {aql: …}"),
        "projectkey" => ("/spec/destination", "destination: {project: …}"),
        "suiteid" => ("/spec/destination", "destination: {suiteId: …}"),
        "sectionid" => ("/spec/destination", "destination: {sectionId: …}"),
        "projectid" => ("/spec/source", "source: {projectId: …}"),
        _ => return None,
    };
    // Where the key belongs, its own name is enough.
    if pointer == place
        && let Some((_, within)) = key.split_once('{')
    {
        return within.split(':').next();
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::key_for;

    #[test]
    fn the_words_of_the_form_lead_to_keys() {
        assert_eq!(
            key_for("/spec", "disableLaunchesSync"),
            Some("launches: {enabled: false}")
        );
        assert_eq!(
            key_for("/spec/testCases", "disableTcCreate"),
            Some("create")
        );
        assert_eq!(key_for("/spec", "tcAql"), Some("testCases: {aql: …}"));
        assert_eq!(key_for("/spec/launches", "launch_aql"), Some("aql"));
        assert_eq!(key_for("/spec/destination", "suite_id"), Some("suiteId"));
        assert_eq!(key_for("/spec", "disable sync"), Some("disabled: true"));
        assert_eq!(key_for("/spec", "lunches"), None);
    }
}
