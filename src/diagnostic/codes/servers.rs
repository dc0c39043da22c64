//! Servers: how they are reached, and what they refuse.

codes! {
    ServerCode:
    "RW0701" VariableNotSet { variable: String, setting: Setting, integration: String };
    "RW0702" SettingFileUnreadable { file: String, setting: Setting, integration: String };
    "RW0703" SettingFileOutside { file: String, setting: Setting, integration: String };
    "RW0704" SettingUnusable { setting: Setting, integration: String, fault: SettingFault };
    "RW0705" CaFileUnusable { file: String, integration: String };
    "RW0706" ClientNotBuilt { integration: String };
    "RW0711" CredentialsRejected { integration: String, side: Side, username: Option<String> };
    "RW0712" CredentialsRejectedBefore { integration: String, username: Option<String> };
    "RW0713" RightMissing { integration: String, side: Side, username: Option<String>, to_write: bool };
    "RW0714" ApiSwitchedOff { integration: String };
    "RW0715" NoSuchTestOpsProject { integration: String, project: i64 };
    "RW0716" QueryRefused { integration: String, of_launches: bool, said: Option<String> };
    "RW0717" NotReadable { integration: String, side: Side, fault: TransportFault };
    "RW0718" CertificateRefused { integration: String, side: Side, fingerprint: String, fault: CertificateFault };
    "RW0721" WritesNotRecorded { integration: String };
    "RW0722" WritesStopped { integration: String };
    "RW0723" MarkerNotStored { integration: String, object: String, field: String };
    "RW0724" ListingShort { integration: String, side: Side, listing: String, found: u64, expected: u64 };
    "RW0725" SourceListingShort { integration: String, listing: String, found: u64, expected: u64 };
}

/// One of the two servers of a sync config.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// Allure TestOps.
    Testops,
    /// TestRail.
    Testrail,
}

/// A setting of an integration that comes from outside of its manifest.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Setting {
    /// The web address.
    Endpoint,
    /// TestOps' API token.
    Token,
    /// TestRail's user.
    Username,
    /// TestRail's API key.
    ApiKey,
    /// Certificates to trust.
    CaFile,
}

impl Setting {
    /// True for what no manifest may hold.
    pub(crate) fn is_secret(self) -> bool {
        matches!(self, Self::Token | Self::ApiKey)
    }
}

/// What is wrong with the value of a setting. Never the value, which may be a secret.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SettingFault {
    /// There is nothing in it.
    Empty,
    /// It has several lines, or worse.
    ControlCharacters,
    /// It cannot be read as an address.
    NoAddress,
    /// It is the name of a host, or begins with one.
    NoScheme,
    /// It begins with something else than `https://` and `http://`.
    OtherScheme,
    /// There is no host in it.
    NoHost,
    /// User and password are in it.
    HoldsCredentials,
}

/// Why a request did not come through, as far as there is something to do about it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TransportFault {
    /// No connection.
    Connect,
    /// The certificate is not trusted, or TLS fails.
    Tls,
    /// The server speaks plain HTTP where TLS is expected.
    PlainHttp,
    /// No answer in time.
    Timeout,
    /// The server fails or is busy.
    Failing,
    /// Something else than the API answers.
    OtherApi,
    /// A web page answers.
    WebPage,
    /// Anything else.
    Other,
}

/// Why a certificate is not accepted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CertificateFault {
    /// Nobody vouches for it.
    Unknown,
    /// Its name, its dates or something else in it are wrong.
    Invalid,
    /// Another one is pinned.
    NotPinned,
}
