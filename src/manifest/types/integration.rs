//! `kind: Integration`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiVersion, CaFileSpec, Metadata, SecretSpec, SettingSpec, VersionSpec};

/// One server: a TestRail or a TestOps.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Integration {
    /// The version of the manifest format: `railwright/v1`.
    pub api_version: ApiVersion,
    /// What this document declares.
    pub kind: IntegrationKind,
    /// The name of the integration.
    pub metadata: Metadata,
    /// The server and how to reach it.
    pub spec: IntegrationSpec,
}

/// The kind of an integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum IntegrationKind {
    /// A server.
    Integration,
}

/// A server and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    tag = "type",
    rename_all = "lowercase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum IntegrationSpec {
    /// A TestRail server, the destination.
    Testrail {
        /// The web address of the server, such as `https://example.testrail.io/`, or where to find it.
        endpoint: SettingSpec,
        /// The version of this TestRail, as the foot of its pages shows it: 6.7 or later.
        version: VersionSpec,
        /// The user that railwright works as.
        credentials: TestrailCredentials,
        /// E-mail addresses of further users that railwright writes as, such as that of the apply job where this one
        /// only reads. What they write is no edit by hand.
        #[serde(default)]
        #[schemars(inner(length(min = 1)), example = &["railwright@example.com"])]
        also_writes_as: Vec<String>,
        /// How certificates are verified.
        #[serde(default)]
        tls: TlsSpec,
        /// How fast requests may follow each other.
        #[serde(default)]
        rate_limit: Option<RateLimitSpec>,
        /// What the text fields of this server hold.
        #[serde(default)]
        text_format: TextFormat,
    },
    /// A TestOps server, the source.
    Testops {
        /// The web address of the server, or where to find it.
        endpoint: SettingSpec,
        /// The user that railwright works as.
        credentials: TestopsCredentials,
        /// How certificates are verified.
        #[serde(default)]
        tls: TlsSpec,
        /// How fast requests may follow each other.
        #[serde(default)]
        rate_limit: Option<RateLimitSpec>,
    },
}

/// The user of a TestRail server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestrailCredentials {
    /// The e-mail address that the user signs in with, or where to find it.
    pub username: SettingSpec,
    /// Where the API key (or the password) comes from.
    pub api_key: SecretSpec,
}

/// The user of a TestOps server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestopsCredentials {
    /// Where the API token comes from.
    pub token: SecretSpec,
}

/// How certificates are verified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TlsSpec {
    /// "Disable certificate validation": anybody on the way may read and change what is sent. Every plan warns
    /// about it; `caFile` is the better way.
    pub insecure_skip_verify: bool,
    /// Certificates (PEM) to trust besides those of the system. Relative paths start at the manifest's folder.
    /// `{file: PATH, outside: true}` lets one leave it.
    #[schemars(example = &"certs/company-ca.pem")]
    pub ca_file: Option<CaFileSpec>,
}

/// How fast requests may follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RateLimitSpec {
    /// The most requests a minute, shared by everything that uses this integration. TestRail Cloud allows 180.
    #[schemars(range(min = 1, max = 1_000_000), example = 180)]
    pub requests_per_minute: u32,
}

/// What the text fields of a server hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TextFormat {
    /// HTML, as the rich-text editor of TestRail 9.8 and later stores it.
    #[default]
    Html,
    /// Markdown, as older installations hold it.
    Markdown,
}
