//! The credentials that every sandbox accepts. They open nothing but the sandbox.

/// The API token that the TestOps emulator takes.
pub(crate) const TESTOPS_TOKEN: &str = "sandbox-testops-token";

/// The API key that the TestRail emulator takes for every user of its seed.
pub(crate) const TESTRAIL_API_KEY: &str = "sandbox-testrail-key";
