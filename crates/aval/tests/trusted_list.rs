//! From the import of a signed trusted list on the page of administrators to a verdict that
//! changes, and lists that must not count: those of another operator, altered or expired.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../../aval-sample/tests/common/mod.rs"]
mod sample;
mod stage;

use aval_core::{access::Side, ids::ApplicationId, programme::Programme};
use aval_sample::{DemonstrationAuthority, Kind, make};
use aval_web::{clockwork, house::House};
use aws_lc_rs::{
    digest,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use stage::{
    Answer, Somebody,
    common::{
        actor,
        application::{Until, application, examiner},
        catalogue, owner, small_programme,
    },
    piece,
};

/// Made for these tests and worth nothing; so is the key.
const OPERATOR: &str = include_str!("trust/operator.pem");
const OPERATOR_KEY: &str = include_str!("trust/operator.key.pem");
const ANOTHER: &str = include_str!("trust/other-operator.pem");

const HERE: &str = "/administration/confiance";

/// What stands between the lines that open and close a PEM block.
fn inside(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

fn digested(text: &str) -> String {
    STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

/// A list after ETSI TS 119 612 that grants the authority of the demonstration, signed by the
/// operator. It is written in its canonical form, so that its octets are what is digested.
fn list(next_update: &str) -> String {
    let authority = inside(&DemonstrationAuthority::new().unwrap().anchor_pem());
    let service = |kind: &str| {
        format!(
            "<TSPService><ServiceInformation>\
             <ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}</ServiceTypeIdentifier>\
             <ServiceDigitalIdentity><DigitalId><X509Certificate>{authority}</X509Certificate>\
             </DigitalId></ServiceDigitalIdentity>\
             <ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</ServiceStatus>\
             <StatusStartingTime>2020-01-01T00:00:00Z</StatusStartingTime>\
             </ServiceInformation></TSPService>"
        )
    };
    let root = "<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\">";
    let content = format!(
        "<SchemeInformation><SchemeTerritory>FR</SchemeTerritory>\
         <ListIssueDateTime>2026-08-01T00:00:00Z</ListIssueDateTime>\
         <NextUpdate><dateTime>{next_update}</dateTime></NextUpdate></SchemeInformation>\
         <TrustServiceProviderList><TrustServiceProvider><TSPServices>{}{}</TSPServices>\
         </TrustServiceProvider></TrustServiceProviderList>",
        service("CA/QC"),
        service("TSA/QTST")
    );
    let close = "</TrustServiceStatusList>";
    let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    let information = |names: &str| {
        format!(
            "<SignedInfo{names}><CanonicalizationMethod Algorithm=\"{exclusive}\"></CanonicalizationMethod>\
             <SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"></SignatureMethod>\
             <Reference URI=\"\"><Transforms>\
             <Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></Transform>\
             <Transform Algorithm=\"{exclusive}\"></Transform></Transforms>\
             <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod>\
             <DigestValue>{}</DigestValue></Reference></SignedInfo>",
            digested(&format!("{root}{content}{close}"))
        )
    };
    let names = " xmlns=\"http://www.w3.org/2000/09/xmldsig#\"";
    let key = STANDARD.decode(inside(OPERATOR_KEY)).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &key).unwrap();
    let value = key
        .sign(&SystemRandom::new(), information(names).as_bytes())
        .unwrap();
    format!(
        "{root}{content}<Signature{names}>{}<SignatureValue>{}</SignatureValue></Signature>{close}",
        information(""),
        STANDARD.encode(value)
    )
}

async fn worked(house: &House) {
    while clockwork::work(house).await.unwrap() > 0 {}
}

/// Sends a list, reads what was found in it, agrees to it. The page of the preview, and the
/// answer to the agreement.
async fn imported(keeper: &Somebody<'_>, xml: &str, operator: &str) -> (String, Answer) {
    let fields = [
        ("purpose", "trusted_list"),
        ("origin", "Organe de contrôle (fictif)"),
        ("operator", operator),
    ];
    let path = format!("{HERE}/importer");
    let sent = keeper
        .sends(&path, &fields, ("liste.xml", xml.as_bytes()))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let preview = keeper.get(&sent.location).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    (preview.body, keeper.agrees(&sent.location).await)
}

struct Scene<'h> {
    keeper: Somebody<'h>,
    reader: Somebody<'h>,
    id: ApplicationId,
    piece: String,
}

impl<'h> Scene<'h> {
    /// A document signed by somebody whom the authority certifies, deposited and submitted.
    async fn set(house: &'h House) -> Self {
        let keeper = actor(0x41, Side::Operator, 0x30, &["keeper"], &[]);
        let id = application(house, 1, &owner(), Until::Filled).await;
        let authority = DemonstrationAuthority::new().unwrap();
        let signer = authority.signer("Ariane Brume", "Brume Conseil").unwrap();
        let document = make(Kind::Attestation, &sample::scene()).unwrap().octets;
        let at = "2026-09-15T10:00:00Z".parse().unwrap();
        let signed = authority.sign(&document, &signer, at).unwrap();
        let vendor = Somebody::is(house, &owner()).await;
        vendor.deposits(id, 1, "signe.pdf", &signed).await;
        let submit = aval_core::application::Command::SubmitChapter {
            chapter: "chapter-1".into(),
            remainder: None,
            reasons: [].into(),
        };
        house.execute(&owner(), id, submit, None).await.unwrap();
        Self {
            keeper: Somebody::is(house, &keeper).await,
            reader: Somebody::is(house, &examiner()).await,
            id,
            piece: piece(house, &owner(), id, "signe.pdf").await,
        }
    }

    async fn seen(&self) -> String {
        self.reader.reads(self.id, 1, &self.piece).await
    }
}

/// The small programme, where a proof may be a signed document.
fn programme() -> Programme {
    let mut programme = small_programme();
    for kind in &mut programme.proof_kinds {
        if kind.formats.contains("png") {
            kind.formats.insert("pdf".into());
            kind.checks.push("signature_present".into());
        }
    }
    programme
}

async fn opened() -> (House, tempfile::TempDir) {
    stage::house(programme(), catalogue(1, 1)).await
}

const UNKNOWN: &str = "ne remonte à aucune autorité reconnue";

#[tokio::test]
async fn a_trusted_list_that_is_imported_changes_the_verdict_and_keeps_the_former_one() {
    let (house, _folder) = opened().await;
    let scene = Scene::set(&house).await;
    worked(&house).await;
    let before = scene.seen().await;
    assert!(before.contains(UNKNOWN), "{before}");

    let (preview, agreed) = imported(&scene.keeper, &list("2027-02-01T00:00:00Z"), OPERATOR).await;
    assert!(preview.contains("2 services"), "{preview}");
    assert!(preview.contains("samedi 1er\u{a0}août 2026"), "{preview}");
    // Nothing changes before the agreement, and then at once.
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.body);
    worked(&house).await;
    let after = scene.seen().await;
    assert!(after.contains("Signature vérifiée"), "{after}");
    assert!(
        after.contains("1 vérification antérieure conservée"),
        "{after}"
    );
    let standing = scene.keeper.get(HERE).await;
    assert!(
        standing.body.contains("Organe de contrôle (fictif)"),
        "{}",
        standing.body
    );
}

#[tokio::test]
async fn a_list_that_cannot_be_relied_upon_is_refused_with_its_code_and_changes_nothing() {
    let (house, _folder) = opened().await;
    let scene = Scene::set(&house).await;
    worked(&house).await;
    let sound = list("2027-02-01T00:00:00Z");
    let altered = sound.replacen(">FR<", ">BE<", 1);
    let unsigned = {
        let (before, rest) = sound.split_once("<Signature ").unwrap();
        let (_, after) = rest.split_once("</Signature>").unwrap();
        format!("{before}{after}")
    };
    let expired = list("2026-10-04T00:00:00Z");
    let trusted = aval_web::trust::current(&house).await.unwrap();
    for (what, xml, operator, code, told) in [
        (
            "another",
            &sound,
            ANOTHER,
            "LIST_SIGNATURE",
            "certificat de l’opérateur",
        ),
        (
            "altered",
            &altered,
            OPERATOR,
            "LIST_SIGNATURE",
            "a été modifiée",
        ),
        (
            "unsigned",
            &unsigned,
            OPERATOR,
            "LIST_UNSIGNED",
            "n’est pas signée",
        ),
        ("expired", &expired, OPERATOR, "LIST_EXPIRED", "périmée"),
    ] {
        let (preview, agreed) = imported(&scene.keeper, xml, operator).await;
        assert!(preview.contains(code), "{what}: {preview}");
        assert!(preview.contains(told), "{what}: {preview}");
        assert!(
            preview.contains("Fichier non importable"),
            "{what}: {preview}"
        );
        assert_eq!(agreed.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(agreed.body.contains(code), "{what}: {}", agreed.body);
        worked(&house).await;
        assert_eq!(aval_web::trust::current(&house).await.unwrap(), trusted);
    }
    let seen = scene.seen().await;
    assert!(seen.contains(UNKNOWN), "{seen}");
    assert!(!seen.contains("antérieure"), "{seen}");
}

#[tokio::test]
async fn a_report_by_what_was_trusted_before_never_comes_after_the_import() {
    // The first look begins before the import and ends after it.
    let flags = tempfile::tempdir().unwrap();
    let (begun, go) = (flags.path().join("begun"), flags.path().join("go"));
    let script = format!(
        "touch {}; while [ ! -e {} ]; do sleep 0.1; done; exec {} inspect",
        begun.display(),
        go.display(),
        env!("CARGO_BIN_EXE_aval")
    );
    let arguments = vec!["-c".to_owned(), script];
    let (house, _folder) =
        stage::house_that("/bin/sh", arguments, programme(), catalogue(1, 1)).await;
    let scene = Scene::set(&house).await;
    let first = {
        let house = house.clone();
        tokio::spawn(async move { clockwork::work(&house).await.unwrap() })
    };
    while !begun.exists() {
        tokio::task::yield_now().await;
    }
    let (_, agreed) = imported(&scene.keeper, &list("2027-02-01T00:00:00Z"), OPERATOR).await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.body);
    std::fs::write(&go, "").unwrap();
    first.await.unwrap();
    let seen = scene.seen().await;
    assert!(!seen.contains(UNKNOWN), "{seen}");

    worked(&house).await;
    let seen = scene.seen().await;
    assert!(seen.contains("Signature vérifiée"), "{seen}");
    assert!(!seen.contains("antérieure"), "{seen}");
}
