//! Examples about manifests.

use crate::diagnostic::{
    AdoptionCode, Code, FileCode, FoundValue, Limit, ManifestCode, MappingCode, Place, PrefixFault,
    Refused, RuleFault, Setting, SettingCode, Unreadable, ValueType,
};

fn place() -> Place {
    Place {
        file: "manifests/shop.yaml".into(),
        line: 7,
        column: 5,
    }
}

fn text(text: &str) -> FoundValue {
    FoundValue::Text(text.into())
}

fn files() -> Vec<FileCode> {
    vec![
        FileCode::FileUnreadable {
            reason: Unreadable::NotFound,
        },
        FileCode::NeitherFileNorFolder,
        FileCode::NoManifests,
        FileCode::FileTooLarge { mebibytes: 8 },
        FileCode::NotUtf8,
        FileCode::NulCharacter,
        FileCode::NoDocuments,
        FileCode::NotYaml {
            parser: "unclosed quote".into(),
        },
        FileCode::NestedTooDeep { limit: 24 },
        FileCode::TooMuchInFile,
        FileCode::TooManyAliases { expanded: true },
        FileCode::UnknownAnchor,
        FileCode::AliasOfItself,
        FileCode::MergeKey,
        FileCode::KeyNotText,
        FileCode::Tag,
        FileCode::LinkNotFollowed {
            to: "/etc/keys".into(),
        },
        FileCode::TooManyFiles { limit: 1_000_000 },
        FileCode::OddBlank { code_point: 0xa0 },
    ]
}

#[expect(
    clippy::too_many_lines,
    reason = "a list with a line or two for each code"
)]
fn documents() -> Vec<ManifestCode> {
    let similar = |name: &str| Some(name.to_owned());
    vec![
        ManifestCode::NotAMapping {
            found: FoundValue::List,
        },
        ManifestCode::NotAManifest,
        ManifestCode::UnknownApiVersion {
            found: Some(text("railwright/v2")),
            known: "railwright/v1".into(),
        },
        ManifestCode::UnknownKind {
            found: Some(text("Maping")),
            similar: similar("Mapping"),
            known: vec!["Integration".into(), "SyncConfig".into(), "Mapping".into()],
        },
        ManifestCode::UnknownIntegrationType {
            found: None,
            similar: None,
            known: vec!["testrail".into(), "testops".into()],
        },
        ManifestCode::KeyRepeated {
            key: "aql".into(),
            first: place(),
        },
        ManifestCode::UnknownKey {
            key: "suite_id".into(),
            similar: similar("suiteId"),
            known: vec!["project".into(), "suiteId".into()],
        },
        ManifestCode::KeyMissing {
            key: "project".into(),
            parent: Some("destination".into()),
            example: Some("Web Shop".into()),
            described: Some("The name of the TestRail project, as TestRail shows it.".into()),
        },
        ManifestCode::WrongType {
            key: "create".into(),
            expected: vec![ValueType::Boolean],
            found: text("no"),
            described: None,
        },
        ManifestCode::NotOneOf {
            key: "repeats".into(),
            found: text("worsed"),
            similar: similar("worst"),
            known: vec!["all".into(), "worst".into(), "last".into()],
        },
        ManifestCode::OutOfLimits {
            key: "projectId".into(),
            limit: Limit::AtLeast("1".into()),
            found: "-7".into(),
            described: Some("The id of the TestOps project.".into()),
        },
        ManifestCode::ValueRefused {
            key: "version".into(),
            found: FoundValue::List,
            described: Some("The version of this TestRail.".into()),
        },
        ManifestCode::TooManyFaults { limit: 200 },
        ManifestCode::NameRepeated {
            kind: "Mapping".into(),
            name: "default".into(),
            first: place(),
        },
        ManifestCode::UnknownName {
            kind: "Mapping".into(),
            name: "defualt".into(),
            similar: similar("default"),
            known: vec!["default".into()],
        },
        ManifestCode::IntegrationOfOtherType {
            name: "testops".into(),
            found: "testops".into(),
            wanted: "testrail".into(),
            known: vec!["testrail".into()],
        },
        ManifestCode::Blank {
            key: "project".into(),
            is_empty: false,
        },
        ManifestCode::NameInvalid,
        ManifestCode::IdWithLabel {
            key: "suiteId".into(),
            found: "S29".into(),
            id: "29".into(),
        },
        ManifestCode::MarkerFieldInvalid {
            found: "References".into(),
        },
        ManifestCode::PrefixInvalid {
            fault: PrefixFault::EndsInDigit,
        },
        ManifestCode::NotAVersion {
            found: text("v7.5"),
        },
        ManifestCode::TestrailTooOld {
            version: "6.5".into(),
            oldest: "6.7".into(),
        },
        ManifestCode::Unusable {
            reason: "missing field `spec`".into(),
        },
    ]
}

fn settings() -> Vec<SettingCode> {
    let setting = Setting::ApiKey;
    vec![
        SettingCode::LiteralSecret { setting },
        SettingCode::SettingEmpty {
            setting: Setting::Endpoint,
            is_blank: true,
        },
        SettingCode::SettingWithoutOrigin { setting },
        SettingCode::SettingOfWrongType {
            setting,
            found: FoundValue::List,
        },
        SettingCode::SettingFromTwoPlaces { setting },
        SettingCode::UnknownSettingKey {
            setting,
            key: Some("Env".into()),
            similar: Some("env".into()),
        },
        SettingCode::NotAVariable { setting },
        SettingCode::NotAPath,
        SettingCode::OutsideWithoutFile,
        SettingCode::OutsideNotBoolean,
        SettingCode::PathLeavesFolder {
            setting,
            link: Some("/etc/keys/testrail".into()),
        },
        SettingCode::NotAnAddress {
            similar: Some("https://example.testrail.io/".into()),
        },
        SettingCode::AddressOfOtherScheme {
            scheme: "ftp".into(),
        },
        SettingCode::AddressWithCredentials,
        SettingCode::AddressOfPage {
            server: "https://example.testrail.io/".into(),
        },
        SettingCode::AddressNotEncrypted,
        SettingCode::NotAllowed {
            setting: Setting::Endpoint,
            what: Refused::Host("testrail.example.org".into()),
        },
    ]
}

fn mappings() -> Vec<MappingCode> {
    vec![
        MappingCode::RowRepeated {
            key: "active".into(),
            first: place(),
        },
        MappingCode::NothingToJoin {
            source: "layer".into(),
        },
        MappingCode::OptionMissing,
        MappingCode::NotAnOption {
            key: "default".into(),
            found: FoundValue::List,
        },
        MappingCode::UnknownTarget {
            field: "preconds".into(),
            is_source: false,
            is_word: true,
        },
        MappingCode::SourceMissing {
            key: "custom_preconds".into(),
        },
        MappingCode::NotAResultStatus {
            key: "skipped".into(),
            found: text("re-test"),
            similar: Some("retest".into()),
        },
        MappingCode::ResultIsUntested {
            key: "passed".into(),
        },
        MappingCode::NotASource {
            key: "custom_preconds".into(),
            found: FoundValue::Number("5".into()),
        },
        MappingCode::UnknownSource {
            source: "preconditions".into(),
            similar: Some("precondition".into()),
        },
    ]
}

fn adoption() -> Vec<AdoptionCode> {
    vec![
        AdoptionCode::RuleUnclear {
            fault: RuleFault::EqualsMissing,
        },
        AdoptionCode::PatternUnusable {
            reason: "it has no group".into(),
        },
        AdoptionCode::MarkerIsCurrent {
            field: "refs".into(),
            prefix: "ALLURE-".into(),
        },
        AdoptionCode::RuleRepeated,
    ]
}

pub(super) fn examples() -> Vec<Code> {
    let files = files().into_iter().map(Code::from);
    let documents = documents().into_iter().map(Code::from);
    let settings = settings().into_iter().map(Code::from);
    let mappings = mappings().into_iter().map(Code::from);
    files
        .chain(documents)
        .chain(settings)
        .chain(mappings)
        .chain(adoption().into_iter().map(Code::from))
        .collect()
}
