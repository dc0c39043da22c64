//! Words about rules of adoption, as far as they can be judged without TestRail.

use crate::diagnostic::{AdoptionCode, RuleFault};

const FORMS: &str = "write `testKey`, `title`, `{pattern: '^C(\\d+)'}`, `{field: custom_automation_id, equals: fullName}` or \
                     `{marker: {field: refs, prefix: OLD-}}`";

words! { AdoptionCode:
    RuleUnclear { fault: RuleFault::NotOne } => "a rule says one of `pattern`, `field` and `marker`", (FORMS);
    RuleUnclear { fault: RuleFault::EqualsMissing } =>
        "`field` does not say what it holds", "add the source: `equals: fullName`";
    RuleUnclear { fault: RuleFault::FieldMissing } =>
        "`equals` does not say in which field", "add the field: `field: custom_automation_id`";
    PatternUnusable { reason } =>
        "the pattern cannot be used: {reason}",
        "write a regular expression with one group around the digits of the id, such as `^C(\\d+)`";
    MarkerIsCurrent { field, prefix } =>
        "`{prefix}…` in `{field}` is the marker of this sync config",
        "cases that carry it are found without a rule; name the former field or prefix";
    RuleRepeated => "this rule is there already", "remove one of them";
}
