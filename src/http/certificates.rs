//! Which certificates of a server are accepted: those that the system or `tls.caFile` vouch for, those that `tls.caFile`
//! names themselves, or the one that is pinned.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use rustls_platform_verifier::Verifier as SystemVerifier;

use super::client::BuildError;
use super::error::Cause;
use super::fingerprint::{CertificateFault, Fingerprint, RefusedCertificate};

/// The certificate that was refused last, for the words about it.
#[derive(Clone, Debug, Default)]
pub(super) struct LastRefused(Arc<Mutex<Option<RefusedCertificate>>>);

impl LastRefused {
    pub(super) fn get(&self) -> Option<RefusedCertificate> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, refused: RefusedCertificate) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(refused);
    }
}

/// TLS that accepts one certificate and no other, or those of the system and of `ca_pem`.
pub(super) fn tls_config(
    pin: Option<Fingerprint>,
    ca_pem: Option<&[u8]>,
    refused: LastRefused,
) -> Result<ClientConfig, BuildError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let trust = match pin {
        Some(pin) => Trust::Pinned(pin),
        None => Trust::vouched(ca_pem, &provider)?,
    };
    let verifier = Verifier {
        trust,
        provider: Arc::clone(&provider),
        refused,
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| BuildError::Client(Arc::new(error)))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec!["h2".into(), "http/1.1".into()];
    Ok(config)
}

#[derive(Debug)]
enum Trust {
    /// One certificate, whatever it says about itself.
    Pinned(Fingerprint),
    /// What the system or `named` vouch for, and `named` themselves.
    Vouched {
        system: SystemVerifier,
        named: Vec<CertificateDer<'static>>,
    },
}

impl Trust {
    fn vouched(ca_pem: Option<&[u8]>, provider: &Arc<CryptoProvider>) -> Result<Self, BuildError> {
        let named = match ca_pem {
            Some(pem) => read_certificates(pem)?,
            None => Vec::new(),
        };
        let system =
            SystemVerifier::new_with_extra_roots(named.iter().cloned(), Arc::clone(provider))
                .map_err(|error| BuildError::Client(Arc::new(error)))?;
        Ok(Self::Vouched { system, named })
    }
}

fn read_certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BuildError> {
    let unreadable = |error: Cause| BuildError::CaFile(Some(error));
    let certificates = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unreadable(Arc::new(error)))?;
    if certificates.is_empty() {
        return Err(BuildError::CaFile(None));
    }
    let mut store = RootCertStore::empty();
    for certificate in &certificates {
        store
            .add(certificate.clone())
            .map_err(|error| unreadable(Arc::new(error)))?;
    }
    Ok(certificates)
}

#[derive(Debug)]
struct Verifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
    refused: LastRefused,
}

impl Verifier {
    fn fault(&self, error: &rustls::Error) -> CertificateFault {
        match (&self.trust, error) {
            (Trust::Pinned(_), _) => CertificateFault::NotPinned,
            // An authority's certificate that is not named is the second of these.
            (
                Trust::Vouched { .. },
                rustls::Error::InvalidCertificate(
                    CertificateError::UnknownIssuer | CertificateError::Other(_),
                ),
            ) => CertificateFault::Unknown,
            (Trust::Vouched { .. }, _) => CertificateFault::Invalid,
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let result = match &self.trust {
            // Who pins a certificate knows it; its name and its dates say no more.
            Trust::Pinned(pin) if *pin == Fingerprint::of(end_entity) => {
                Ok(ServerCertVerified::assertion())
            }
            Trust::Pinned(_) => Err(CertificateError::ApplicationVerificationFailure.into()),
            Trust::Vouched { system, named } => system
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                .or_else(|error| {
                    if named.contains(end_entity) {
                        verify_named(end_entity, server_name, now, error)
                    } else {
                        Err(error)
                    }
                }),
        };
        if let Err(error) = &result {
            self.refused.set(RefusedCertificate {
                fingerprint: Fingerprint::of(end_entity),
                fault: self.fault(error),
            });
        }
        result
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Accepts the server's own certificate, be it an authority's or one whose authority is not named, as curl does: its
/// name, its dates and its purpose are held, since only its issuer is vouched for.
fn verify_named(
    certificate: &CertificateDer<'_>,
    server_name: &ServerName<'_>,
    now: UnixTime,
    refusal: rustls::Error,
) -> Result<ServerCertVerified, rustls::Error> {
    let Ok(parsed) = webpki::EndEntityCert::try_from(certificate) else {
        return Err(refusal);
    };
    // Dates are looked at first, then the kind of the certificate, at last the issuer.
    match parsed.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &[],
        &[],
        now,
        webpki::KeyUsage::server_auth(),
        None,
        None,
    ) {
        Ok(_) | Err(webpki::Error::UnknownIssuer | webpki::Error::CaUsedAsEndEntity) => {}
        Err(_) => return Err(refusal),
    }
    parsed
        .verify_is_valid_for_subject_name(server_name)
        .map(|()| ServerCertVerified::assertion())
        .map_err(|_| CertificateError::NotValidForName.into())
}
