//! The words of the forms that integrations and sync configs are filled in on in TestOps, for those who copy them from
//! there.

/// What a word of the form is called in an integration.
pub(super) fn integration_key_for(pointer: &str, word: &str) -> Option<&'static str> {
    let key = match letters_of(word).as_str() {
        "username" | "user" | "login" => "credentials: {username: …}",
        "apikey" | "password" => "credentials: {apiKey: …}",
        "token" | "apitoken" => "credentials: {token: …}",
        "testrailversion" => "version",
        "disablecertificatevalidation" | "insecureskipverify" => "tls: {insecureSkipVerify: …}",
        _ => return None,
    };
    (pointer == "/spec").then_some(key)
}

/// What a word of the form is called in a sync config; nothing for the place where it is right.
pub(super) fn key_for(pointer: &str, word: &str) -> Option<&'static str> {
    let (place, key) = match letters_of(word).as_str() {
        "disablelaunchsync" | "disablelaunchessync" => {
            ("/spec/launches", "launches: {enabled: false}")
        }
        "disabletccreate"
        | "disabletestcasecreate"
        | "disabletestcasecreation"
        | "disabletestcasescreation" => ("/spec/testCases", "testCases: {create: false}"),
        "disablesync" | "disableexport" => ("/spec", "disabled: true"),
        "aql" | "tcaql" | "testcaseaql" | "testcasesaql" | "aqlfortestcases" => {
            ("/spec/testCases", "testCases: {aql: …}")
        }
        "launchaql" | "launchesaql" | "aqlforlaunches" => ("/spec/launches", "launches: {aql: …}"),
        "project" | "projectkey" => ("/spec/destination", "destination: {project: …}"),
        "suiteid" => ("/spec/destination", "destination: {suiteId: …}"),
        "sectionid" => ("/spec/destination", "destination: {sectionId: …}"),
        "projectid" => ("/spec/source", "source: {projectId: …}"),
        "fieldnames" | "fields" | "statusmapping" => ("/spec", "mapping: NAME"),
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

/// Spelling, blanks and signs aside.
fn letters_of(word: &str) -> String {
    let letters = word.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{integration_key_for, key_for};

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
        assert_eq!(key_for("/spec", "Disable export"), Some("disabled: true"));
        assert_eq!(key_for("/spec/launches", "aqlForLaunches"), Some("aql"));
        assert_eq!(
            key_for("/spec", "project"),
            Some("destination: {project: …}")
        );
        assert_eq!(key_for("/spec", "Status mapping"), Some("mapping: NAME"));
        assert_eq!(key_for("/spec", "lunches"), None);
    }

    #[test]
    fn the_words_of_the_form_of_an_integration_lead_to_keys() {
        assert_eq!(
            integration_key_for("/spec", "API key"),
            Some("credentials: {apiKey: …}")
        );
        assert_eq!(
            integration_key_for("/spec", "disableCertificateValidation"),
            Some("tls: {insecureSkipVerify: …}")
        );
        assert_eq!(integration_key_for("/spec/tls", "apiKey"), None);
    }
}
