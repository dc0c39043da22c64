//! The fingerprint of a certificate, and why one is refused.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a certificate (DER), as `openssl x509 -fingerprint -sha256` counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Reads `sha256:` and 64 hexadecimal digits, with or without colons between the bytes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("sha256:")?.replace(':', "");
        if digits.len() != 64 || !digits.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&digits[at..at + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// That of a certificate.
    pub(super) fn of(certificate: &[u8]) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A certificate that is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RefusedCertificate {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) fault: CertificateFault,
}

/// Why a certificate is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CertificateFault {
    /// Nobody vouches for it.
    Unknown,
    /// Its name, its dates or something else in it are wrong.
    Invalid,
    /// Another one is pinned.
    NotPinned,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_openssl_and_as_we_print_it() {
        let ours = format!("sha256:{}", "0a".repeat(32));
        let read = Fingerprint::parse(&ours).expect("a fingerprint");
        assert_eq!(read.to_string(), ours);
        let of_openssl = format!("sha256:{}", ["0A"; 32].join(":"));
        assert_eq!(Fingerprint::parse(&of_openssl), Some(read));
        for wrong in [
            "",
            "sha256:",
            "sha1:0a",
            "0a",
            &ours[..70],
            &"sha256:é".repeat(32),
        ] {
            assert_eq!(Fingerprint::parse(wrong), None, "{wrong}");
        }
    }
}
