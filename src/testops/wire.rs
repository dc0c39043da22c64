//! What TestOps answers, as far as it is used. Nothing that costs memory and is not used is kept, such as the HTML twin
//! of every text. Servers leave nulls out in some places and write them in others.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::pages::Row;

/// One page of a list.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) content: Vec<T>,
    /// The size that the server granted.
    pub(super) size: Option<u64>,
    pub(super) total_pages: Option<u64>,
    /// How many rows the whole list has.
    pub(super) total: Option<u64>,
    pub(super) last: Option<bool>,
}

/// Decodes a page, which some servers give as a plain array. Rows keep nothing of the body.
pub(super) fn page<T: DeserializeOwned>(body: &[u8]) -> Result<Page<T>, serde_json::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Envelope<T> {
        content: Vec<T>,
        size: Option<u64>,
        total_pages: Option<u64>,
        total_elements: Option<u64>,
        last: Option<bool>,
    }
    if body.trim_ascii_start().starts_with(b"[") {
        return Ok(Page {
            content: serde_json::from_slice(body)?,
            size: None,
            total_pages: None,
            total: None,
            last: Some(true),
        });
    }
    let Envelope {
        content,
        size,
        total_pages,
        total_elements: total,
        last,
    } = serde_json::from_slice(body)?;
    Ok(Page {
        content,
        size,
        total_pages,
        total,
        last,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestCase {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) full_name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) precondition: Option<String>,
    pub(super) expected_result: Option<String>,
    pub(super) description_html: Option<String>,
    pub(super) precondition_html: Option<String>,
    pub(super) expected_result_html: Option<String>,
    pub(super) automated: Option<bool>,
    pub(super) status: Option<Named>,
    pub(super) test_layer: Option<Named>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) tags: Vec<Named>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) links: Vec<Link>,
}

impl Row for TestCase {
    fn id(&self) -> i64 {
        self.id
    }
}

/// A status, a layer, a tag, a value: whatever has a number and a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Named {
    pub(super) id: Option<i64>,
    pub(super) name: Option<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) struct Link {
    pub(super) name: Option<String>,
    pub(super) url: Option<String>,
}

/// What the list does not tell about a test case.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Overview {
    #[serde(deserialize_with = "or_default")]
    pub(super) custom_fields: Vec<CustomFieldValue>,
    #[serde(deserialize_with = "or_default")]
    pub(super) test_keys: Vec<Named>,
    /// Whether people wrote steps.
    pub(super) has_manual_scenario: Option<bool>,
}

/// One value of a custom field; a field with several has several of these.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomFieldValue {
    #[serde(flatten)]
    pub(super) value: Named,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) custom_field: Named,
}

impl Named {
    /// True when this is the name, blanks around it aside.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name.as_deref().is_some_and(|own| own.trim() == name)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Project {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Verdict {
    pub(super) valid: bool,
    pub(super) count: Option<u64>,
}

/// A scenario as a tree cut into maps, by ids as text.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names that TestOps uses")]
pub(super) struct Scenario {
    /// There is none where there are no steps.
    pub(super) root: Option<Step>,
    /// Always there: without it, an answer is not about steps.
    #[serde(deserialize_with = "or_default")]
    pub(super) scenario_steps: HashMap<String, Step>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) attachments: HashMap<String, Attachment>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) shared_steps: HashMap<String, Step>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) shared_step_scenario_steps: HashMap<String, Step>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) shared_step_attachments: HashMap<String, Attachment>,
}

impl Scenario {
    /// True when there is no step, not even one that says nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.scenario_steps.is_empty()
    }

    fn contradiction(&self) -> Option<&'static str> {
        let named = self.root.as_ref().map_or(&[][..], |root| &root.children);
        let found = |id: &i64| self.scenario_steps.contains_key(&id.to_string());
        if named.is_empty() && !self.is_empty() {
            Some("there are steps, and `root` names none of them")
        } else if !named.is_empty() && !named.iter().any(found) {
            Some("`root` names steps, and none of them is there")
        } else {
            None
        }
    }
}

/// Decodes a scenario. One that is not whole would empty steps that stand in TestRail.
pub(super) fn scenario(body: &[u8]) -> Result<Scenario, serde_json::Error> {
    let scenario: Scenario = serde_json::from_slice(body)?;
    match scenario.contradiction() {
        None => Ok(scenario),
        Some(words) => Err(serde::de::Error::custom(words)),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Step {
    pub(super) body: Option<String>,
    /// The rich text of which `body` is the plain one.
    pub(super) body_json: Option<serde_json::Value>,
    #[serde(deserialize_with = "or_default")]
    pub(super) children: Vec<i64>,
    pub(super) attachment_id: Option<i64>,
    pub(super) shared_step_id: Option<i64>,
    pub(super) expected_result_id: Option<i64>,
    /// How servers before 25 tell an expected result.
    pub(super) expected_result: Option<String>,
}

/// The steps of a test case as its last run had them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RunScenario {
    pub(super) steps: Option<Vec<RunStep>>,
    #[serde(deserialize_with = "or_default")]
    pub(super) attachments: Vec<Attachment>,
}

/// A step in the current shape or in that of servers before 25, which call its text `name`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RunStep {
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) body: Option<String>,
    pub(super) body_json: Option<serde_json::Value>,
    pub(super) name: Option<String>,
    pub(super) keyword: Option<String>,
    pub(super) expected_result: Option<String>,
    #[serde(deserialize_with = "or_default")]
    pub(super) steps: Vec<Self>,
    #[serde(deserialize_with = "or_default")]
    pub(super) expected_result_steps: Vec<Self>,
    pub(super) attachment_id: Option<i64>,
    pub(super) attachment: Option<Attachment>,
    #[serde(deserialize_with = "or_default")]
    pub(super) attachments: Vec<Attachment>,
    pub(super) shared_step_id: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Attachment {
    pub(super) name: Option<String>,
    pub(super) missed: Option<bool>,
}

/// Null is as good as nothing.
pub(super) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_a_current_server_is_read() {
        let page = page::<TestCase>(
            br##"{"content":[{"id":4711,"projectId":7,"name":"User can reset password","automated":false,
                "description":"Checks the **reset** flow","descriptionHtml":"<p>..</p>","precondition":null,"flaky":false,
                "status":{"id":-3,"name":"Active","color":"#00a000"},"workflow":{"id":-1,"name":"Default Manual"},
                "tags":[{"id":31,"name":"smoke"}],"createdDate":1767225600000}],
                "pageable":{"offset":0},"totalElements":1,"totalPages":1,"last":true,"size":500,"number":0}"##,
        )
        .expect("a page");
        insta::assert_compact_debug_snapshot!(page, @r#"Page { content: [TestCase { id: 4711, name: "User can reset password", full_name: None, description: Some("Checks the **reset** flow"), precondition: None, expected_result: None, description_html: Some("<p>..</p>"), precondition_html: None, expected_result_html: None, automated: Some(false), status: Some(Named { id: Some(-3), name: Some("Active") }), test_layer: None, tags: [Named { id: Some(31), name: Some("smoke") }], links: [] }], size: Some(500), total_pages: Some(1), total: Some(1), last: Some(true) }"#);
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = |body: &[u8]| {
            page::<TestCase>(body)
                .expect_err("something is missing")
                .to_string()
        };
        insta::assert_snapshot!(error(br#"{"content":[{"id":1}]}"#), @"missing field `name` at line 1 column 20");
        insta::assert_snapshot!(error(br#"[{"name":"x"}]"#), @"missing field `id` at line 1 column 13");
        insta::assert_snapshot!(error(br#"{"items":[]}"#), @"missing field `content` at line 1 column 12");
    }
}
