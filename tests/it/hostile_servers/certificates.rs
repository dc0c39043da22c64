//! Certificates that no system knows: what `tls.caFile` and `tls.pin` accept is accepted, and nothing else.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivatePkcs8KeyDer;
use sha2::{Digest as _, Sha256};

use super::raw::{Asked, Raw};
use crate::support::binary::Output;
use crate::support::world::World;

/// A certificate with its key.
struct Signed {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Signed {
    fn own(params: &CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate, key }
    }

    /// One for this machine, signed by another one's key.
    fn by(params: &CertificateParams, authority: &Self, of: &CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::from_params(of, &authority.key);
        let certificate = params.signed_by(&key, &issuer).unwrap();
        Self { certificate, key }
    }

    fn pem(&self) -> String {
        self.certificate.pem()
    }
}

/// A certificate for an address.
fn params(address: &str) -> CertificateParams {
    CertificateParams::new(vec![address.to_owned()]).unwrap()
}

/// The certificate of an authority, which `openssl req -x509` makes for a server, too.
fn authority(address: &str) -> CertificateParams {
    let mut params = params(address);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// A TLS server before TestRail's sandbox.
fn tls_before(world: &World, signed: &Signed) -> Raw {
    let key = PrivatePkcs8KeyDer::from(signed.key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.certificate.der().clone()], key.into())
        .unwrap();
    let config = Arc::new(config);
    let sandbox = world.sandbox.variable("TESTRAIL_URL").to_owned();
    Raw::serve(move |stream, lines| {
        let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        if let Some(asked) = Asked::read(&mut stream) {
            lines.lock().unwrap().push(asked.line.clone());
            let _ = stream.write_all(&asked.forwarded(&sandbox));
            stream.conn.send_close_notify();
            let _ = stream.flush();
            // The client closes first, so that nothing of the answer is lost.
            let _ = stream.sock.read(&mut [0]);
        }
    })
}

fn plan(world: &World, server: &Raw) -> Output {
    world
        .railwright()
        .env("TESTRAIL_URL", format!("https://{}", server.address))
        .hide(server.address.to_string(), "SERVER")
        .run(&["plan", "manifests"])
}

/// Writes the `tls` of the integration.
fn trust(world: &World, tls: &str) {
    let manifest = world.path().join("manifests/shop.yaml");
    let text = fs::read_to_string(&manifest).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("  tls:"));
    let text: Vec<_> = lines.collect();
    let place = "  version: \"10.2\"";
    let text = text
        .join("\n")
        .replacen(place, &format!("{place}\n  tls: {tls}"), 1);
    fs::write(manifest, text).unwrap();
}

fn trust_file(world: &World, pem: &str) {
    fs::write(world.path().join("manifests/ca.pem"), pem).unwrap();
    trust(world, "{caFile: ca.pem}");
}

/// The line that pins a certificate.
fn pin(signed: &Signed) -> String {
    let hash = Sha256::digest(signed.certificate.der());
    hash.iter().fold("sha256:".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn a_certificate_that_nobody_knows_is_refused_until_it_is_named() {
    let world = World::new();
    let signed = Signed::own(&params("127.0.0.1"));
    let server = tls_before(&world, &signed);
    let refused = plan(&world, &server);
    assert_eq!(refused.code, Some(1), "{refused}");
    insta::assert_snapshot!(refused.stderr, @r#"
    error[RW0718]: sync config shop: the certificate of TestRail is not trusted
      caused by: GET get_projects failed
      caused by: no secure connection to SERVER
      caused by: error sending request
      caused by: client error (Connect)
      caused by: invalid peer certificate: UnknownIssuer
    help: name the server's certificate or its authority in `tls.caFile` of integration testrail; or, if the administrator of the server confirms its fingerprint, write `tls: {pin: "sha256:DIGEST"}`
    "#);
    assert!(server.lines().is_empty(), "no credentials were sent");

    trust_file(&world, &signed.pem());
    let named = plan(&world, &server);
    assert_eq!(named.code, Some(0), "{named}");
    assert!(!named.stdout.contains("insecureSkipVerify"), "{named}");

    trust(&world, "{insecureSkipVerify: true}");
    let skipped = plan(&world, &server);
    assert_eq!(skipped.code, Some(0), "{skipped}");
    let warning = skipped
        .stdout
        .lines()
        .filter(|line| line.contains("insecureSkipVerify"));
    insta::assert_snapshot!(warning.collect::<Vec<_>>().join("\n"), @"      help: name the server's certificate or its authority in `tls.caFile`, or its fingerprint in `tls.pin`, and remove `insecureSkipVerify`");
}

#[test]
fn whatever_the_file_of_certificates_holds_of_a_server_is_trusted() {
    let world = World::new();
    let company = authority("ca.example.com");
    let company_signed = Signed::own(&company);
    let leaf = Signed::by(&params("127.0.0.1"), &company_signed, &company);
    let own = Signed::own(&params("127.0.0.1"));
    let own_authority = Signed::own(&authority("127.0.0.1"));
    let other = Signed::own(&authority("127.0.0.1"));
    for (kind, server, file) in [
        ("authority", &leaf, company_signed.pem()),
        ("leaf alone", &leaf, leaf.pem()),
        ("both", &leaf, leaf.pem() + &company_signed.pem()),
        ("own, no authority", &own, own.pem()),
        ("own, an authority", &own_authority, own_authority.pem()),
        (
            "one of several",
            &own_authority,
            other.pem() + &own_authority.pem(),
        ),
    ] {
        let server = tls_before(&world, server);
        trust_file(&world, &file);
        let output = plan(&world, &server);
        assert_eq!(output.code, Some(0), "{kind}: {output}");
        // Nobody else gets in by it.
        let wrong = tls_before(&world, &Signed::own(&authority("127.0.0.1")));
        let output = plan(&world, &wrong);
        assert_eq!(output.code, Some(1), "{kind}: {output}");
        assert!(wrong.lines().is_empty(), "{kind}");
    }
}

#[test]
fn a_named_certificate_of_another_host_or_time_is_refused() {
    let world = World::new();
    let company = authority("ca.example.com");
    let company_signed = Signed::own(&company);
    for make in [params, authority] {
        let mut expired = make("127.0.0.1");
        expired.not_before = date_time_ymd(2020, 1, 1);
        expired.not_after = date_time_ymd(2021, 1, 1);
        for params in [make("testrail.example.com"), make("127.0.0.2"), expired] {
            for signed in [
                Signed::own(&params),
                Signed::by(&params, &company_signed, &company),
            ] {
                let server = tls_before(&world, &signed);
                trust_file(&world, &signed.pem());
                let output = plan(&world, &server);
                assert_eq!(output.code, Some(1), "{output}");
                assert!(output.stderr.contains("RW0718"), "{output}");
                assert!(output.stderr.contains("is not valid"), "{output}");
                assert!(server.lines().is_empty(), "no credentials were sent");
                // The fingerprint says more than name and time.
                trust(&world, &format!("{{pin: {:?}}}", pin(&signed)));
                assert_eq!(plan(&world, &server).code, Some(0));
            }
        }
    }
}

#[test]
fn the_pin_that_the_complaint_prints_is_accepted_and_no_other_certificate_is() {
    let world = World::new();
    let signed = Signed::own(&authority("127.0.0.1"));
    let server = tls_before(&world, &signed);
    let pin = pin(&signed);
    let colons: Vec<_> = pin.as_bytes()["sha256:".len()..]
        .chunks(2)
        .map(|byte| String::from_utf8_lossy(byte).to_uppercase())
        .collect();
    for written in [pin.clone(), format!("sha256:{}", colons.join(":"))] {
        trust(&world, &format!("{{pin: {written:?}}}"));
        let output = plan(&world, &server);
        assert_eq!(output.code, Some(0), "{output}");
    }

    let other = Signed::own(&params("127.0.0.1"));
    let other_server = tls_before(&world, &other);
    fs::write(world.path().join("manifests/ca.pem"), other.pem()).unwrap();
    for further in ["", ", caFile: ca.pem", ", insecureSkipVerify: true"] {
        trust(&world, &format!("{{pin: {pin:?}{further}}}"));
        let known = plan(&world, &server);
        assert_eq!(known.code, Some(0), "{known}");
        assert!(!known.stdout.contains("RW0415"), "{known}");
        let refused = plan(&world, &other_server);
        assert_eq!(refused.code, Some(1), "{refused}");
        assert!(other_server.lines().is_empty(), "no credentials were sent");
        if further.is_empty() {
            insta::assert_snapshot!(refused.stderr, @r#"
            error[RW0718]: sync config shop: the certificate of TestRail is not the pinned one
              caused by: GET get_projects failed
              caused by: no secure connection to SERVER
              caused by: error sending request
              caused by: client error (Connect)
              caused by: invalid peer certificate: ApplicationVerificationFailure
            help: if the administrator of the server confirms the new fingerprint, write `tls: {pin: "sha256:DIGEST"}` in integration testrail
            "#);
        }
    }
}

#[test]
fn a_pin_that_is_no_fingerprint_is_found_offline() {
    let world = World::new();
    trust(&world, "{pin: \"9f:86\"}");
    insta::assert_snapshot!(world.railwright().run(&["validate", "manifests"]), @r#"
    ------- stderr -------
    error[RW0132]: `pin` cannot be the text `9f:86`
     --> manifests/shop.yaml:8:14
      |
    8 |   tls: {pin: "9f:86"}
      |              ^^^^^^^
      |
      = help: The fingerprint of the server's certificate, which the error about an unknown certificate prints. Then this one certificate is accepted and no other, whatever it says about its name and its dates.

    1 problem in 1 file.
    ------- exit code 3 -------
    "#);
}
