//! `kind: Integration`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CaFile, Kind, Located, NamedFile, Origin, Pin, SettingValue, Version};
use crate::diagnostic::Place;
use crate::model::Markup;

/// The first version whose text fields hold HTML, because it has the rich-text editor.
const RICH_TEXT: (u64, u64) = (9, 8);

/// A server and how to reach it.
#[derive(JsonSchema)]
#[schemars(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
#[expect(dead_code, reason = "the schema of what is read as one of the two")]
pub(in crate::manifest) enum IntegrationSpec {
    /// A TestRail server, the destination.
    Testrail(Box<TestrailSpec>),
    /// A TestOps server, the source.
    Testops(Box<TestopsSpec>),
}

impl Kind for IntegrationSpec {
    const KIND: &str = "Integration";
    const DECLARES: &str = "One server: a TestRail or a TestOps.";
    const NAMED: &str = "The name of the integration.";
    const SPECIFIES: &str = "The server and how to reach it.";
}

/// A TestRail server, the destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct TestrailSpec {
    /// The web address of the server, such as `https://example.testrail.io/`, or where to find it.
    pub endpoint: Located<SettingValue>,
    /// The version of this TestRail, as the foot of its pages shows it: 6.7 or later.
    pub version: Located<Version>,
    /// The user that railwright works as.
    pub credentials: Located<TestrailCredentials>,
    /// E-mail addresses of further users that railwright writes as, such as that of the apply job where this one
    /// only reads. What they write is no edit by hand.
    #[serde(default)]
    #[schemars(inner(length(min = 1)), example = &["railwright@example.com"])]
    pub also_writes_as: Located<Vec<String>>,
    /// How certificates are verified.
    #[serde(default)]
    pub tls: TlsSpec,
    /// How fast requests may follow each other.
    #[serde(default)]
    pub rate_limit: Option<RateLimitSpec>,
    /// What the text fields of this server hold. If it is absent, `html` from version 9.8 on, and `markdown` before.
    #[serde(default)]
    pub text_format: Option<Located<TextFormat>>,
}

impl TestrailSpec {
    /// The markup of text fields.
    pub(crate) fn markup(&self) -> Markup {
        match self.text_format.as_deref() {
            Some(TextFormat::Markdown) => Markup::Markdown,
            None if self.version.is_before(RICH_TEXT) => Markup::Markdown,
            Some(TextFormat::Html) | None => Markup::Html,
        }
    }

    /// What decides about the markup of text fields.
    pub(crate) fn markup_place(&self) -> &Place {
        let declared = self.text_format.as_ref();
        declared.map_or(&self.version.place, |format| &format.place)
    }
}

/// A TestOps server, the source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct TestopsSpec {
    /// The web address of the server, or where to find it.
    pub endpoint: Located<SettingValue>,
    /// The user that railwright works as.
    pub credentials: Located<TestopsCredentials>,
    /// How certificates are verified.
    #[serde(default)]
    pub tls: TlsSpec,
    /// How fast requests may follow each other.
    #[serde(default)]
    pub rate_limit: Option<RateLimitSpec>,
}

/// The user of a TestRail server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct TestrailCredentials {
    /// The e-mail address that the user signs in with, or where to find it.
    pub username: Located<SettingValue>,
    /// Where the API key (or the password) comes from.
    pub api_key: Located<Origin>,
}

/// The user of a TestOps server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct TestopsCredentials {
    /// Where the API token comes from.
    pub token: Located<Origin>,
}

/// How certificates are verified.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(rename = "Tls", deny_unknown_fields)]
pub(crate) struct TlsSpec {
    /// "Disable certificate validation": anybody on the way may read and change what is sent. Every plan warns
    /// about it; `caFile` and `pin` are better ways.
    pub insecure_skip_verify: Located<bool>,
    /// Certificates (PEM) to trust besides those of the system: an authority, or the server's own. Relative paths
    /// start at the manifest's folder. `{file: PATH, outside: true}` lets one leave it.
    #[schemars(example = &"certs/company-ca.pem")]
    pub ca_file: Option<Located<CaFile>>,
    /// The fingerprint of the server's certificate, which the error about an unknown certificate prints. Then this one
    /// certificate is accepted and no other, whatever it says about its name and its dates.
    #[schemars(
        example = &"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    )]
    pub pin: Option<Located<Pin>>,
}

impl TlsSpec {
    /// The certificates to trust, with the place of their path.
    pub(crate) fn ca_file(&self) -> Option<Located<NamedFile>> {
        self.ca_file.as_ref().map(Located::ca_file)
    }
}

/// How fast requests may follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "RateLimit", deny_unknown_fields)]
pub(crate) struct RateLimitSpec {
    /// The most requests a minute, shared by everything that uses this integration. TestRail Cloud allows 180.
    #[schemars(range(min = 1, max = 1_000_000), example = 180)]
    pub requests_per_minute: Located<u32>,
}

/// What the text fields of a server hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TextFormat {
    /// HTML, as the rich-text editor of TestRail 9.8 and later stores it.
    #[default]
    Html,
    /// Markdown, as older installations hold it.
    Markdown,
}
