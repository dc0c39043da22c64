//! Custom fields and their values.

use serde::Serialize;

use crate::sandbox::testops::state::{BEGINNING, CALLER, CustomValue, Named, State};

/// `CustomFieldDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the vendor's shape")]
pub(in crate::sandbox::testops) struct CustomFieldDto<'a> {
    id: i64,
    name: &'a str,
    archived: bool,
    locked: bool,
    required: bool,
    single_select: bool,
    created_by: &'static str,
    created_date: i64,
    last_modified_by: &'static str,
    last_modified_date: i64,
}

impl<'a> CustomFieldDto<'a> {
    pub(in crate::sandbox::testops) fn new(named: &'a Named, state: &State) -> Self {
        let field = state.custom_field(named.id);
        Self {
            id: named.id,
            name: &named.name,
            archived: field.is_some_and(|field| field.is_archived),
            locked: field.is_some_and(|field| field.is_locked),
            required: field.is_some_and(|field| field.is_required),
            single_select: field.is_some_and(|field| field.is_single_select),
            created_by: CALLER,
            created_date: BEGINNING,
            last_modified_by: CALLER,
            last_modified_date: BEGINNING,
        }
    }
}

/// `CustomFieldProjectDto`: a custom field as a project uses it, with an id of its own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct CustomFieldProjectDto<'a> {
    id: i64,
    name: &'a str,
    project_id: i64,
    required: bool,
    locked: bool,
    single_select: bool,
    custom_field: CustomFieldDto<'a>,
}

/// What tells the id of a field in a project from the id of the field.
const BINDING: i64 = 50_000;

impl<'a> CustomFieldProjectDto<'a> {
    pub(in crate::sandbox::testops) fn new(
        project_id: i64,
        named: &'a Named,
        state: &State,
    ) -> Self {
        let custom_field = CustomFieldDto::new(named, state);
        Self {
            id: BINDING + named.id,
            name: &named.name,
            project_id,
            required: custom_field.required,
            locked: custom_field.locked,
            single_select: custom_field.single_select,
            custom_field,
        }
    }
}

/// `CustomFieldValueWithCfDto`: one value with its field.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct CustomFieldValueWithCfDto<'a> {
    id: i64,
    name: &'a str,
    global: bool,
    custom_field: CustomFieldDto<'a>,
}

impl<'a> CustomFieldValueWithCfDto<'a> {
    pub(in crate::sandbox::testops) fn new(custom: &'a CustomValue, state: &State) -> Self {
        Self {
            id: custom.value.id,
            name: &custom.value.name,
            global: false,
            custom_field: CustomFieldDto::new(&custom.field, state),
        }
    }
}

/// `CustomFieldProjectWithValuesDto`, and for results `CustomFieldWithValuesDto`: a field with all its values.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct WithValues<'a, F> {
    custom_field: F,
    values: Vec<&'a Named>,
}

impl<'a, F> WithValues<'a, F> {
    /// Groups values by their fields, in the order in which the fields appear.
    pub(in crate::sandbox::testops) fn group(
        all: &'a [CustomValue],
        show: impl Fn(&'a Named) -> F,
    ) -> Vec<Self> {
        let mut fields: Vec<&Named> = Vec::new();
        for custom in all {
            if !fields.contains(&&custom.field) {
                fields.push(&custom.field);
            }
        }
        fields
            .into_iter()
            .map(|field| Self {
                custom_field: show(field),
                values: all
                    .iter()
                    .filter(|custom| custom.field == *field)
                    .map(|custom| &custom.value)
                    .collect(),
            })
            .collect()
    }
}

/// `CustomFieldValueWithTcCountDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct CustomFieldValueWithTcCountDto<'a> {
    id: i64,
    name: &'a str,
    global: bool,
    test_cases_count: usize,
    custom_field: CustomFieldDto<'a>,
}

impl<'a> CustomFieldValueWithTcCountDto<'a> {
    pub(in crate::sandbox::testops) fn new(
        custom: &'a CustomValue,
        test_cases: usize,
        state: &State,
    ) -> Self {
        Self {
            id: custom.value.id,
            name: &custom.value.name,
            global: false,
            test_cases_count: test_cases,
            custom_field: CustomFieldDto::new(&custom.field, state),
        }
    }
}
