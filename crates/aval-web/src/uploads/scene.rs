//! An application whose slots are open, and somebody of its vendor who deposits: for the
//! tests of uploads and of what is read in place.

use std::collections::BTreeMap;

use aval_core::{
    application::{
        CatalogueRef, CertificationRequest, Command, FileContent, ProductRef, VendorRef,
    },
    catalogue::{
        CatalogueVersion, Chapter, Criticality, ExpectedProof, FunctionGroup, Html, Nature,
        Requirement, Scenario,
    },
    ids::ApplicationId,
    programme::{DeclarationValue, Programme},
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::SignedDuration;

use crate::house::{
    Settings,
    testing::{Answer, Somebody, TestHouse, small_programme},
};

/// A slot that takes images.
pub const SLOT: &str = "F.01.a";

fn catalogue() -> CatalogueVersion {
    let proof = |key: &str| ExpectedProof {
        key: key.into(),
        number: key.to_owned(),
        text: Html::new(""),
    };
    CatalogueVersion {
        code: "CAT".into(),
        version: "1.0".to_owned(),
        title: "Small catalogue".into(),
        published: None,
        chapters: vec![Chapter {
            code: "functions".into(),
            name: "Functions".to_owned(),
            function_groups: vec![FunctionGroup {
                name: String::new(),
                requirements: vec![Requirement {
                    id: "F.01".into(),
                    perimeter: "1".into(),
                    statement: Html::new("<p>…</p>"),
                    comment: Html::new(""),
                    profiles: vec!["General".to_owned()],
                    former_profiles: Vec::new(),
                    criticality: Criticality::Major,
                    nature: Nature::Required,
                    order: None,
                    scenarios: vec![Scenario {
                        number: "F.01.01".to_owned(),
                        text: Html::new(""),
                        proofs: vec![proof("F.01.a"), proof("F.01.b")],
                    }],
                }],
            }],
        }],
    }
}

/// A vendor with an application whose slots are open.
pub struct Scene {
    pub house: TestHouse,
    /// Signed in anew whenever time passes.
    pub vendor: Somebody,
    pub id: ApplicationId,
}

impl Scene {
    pub async fn new() -> Self {
        Self::under(small_programme()).await
    }

    /// The same, where the slots also take other formats.
    pub async fn taking(formats: &[&str]) -> Self {
        let mut programme = small_programme();
        for kind in &mut programme.proof_kinds {
            if kind.max_file_mib.is_some() {
                kind.formats.extend(formats.iter().map(ToString::to_string));
                kind.max_file_mib = Some(64);
            }
        }
        Self::under(programme).await
    }

    async fn under(programme: Programme) -> Self {
        let house = TestHouse::under(programme, Settings::default()).await;
        house.house.catalogues().insert(catalogue());
        let vendor = house.person("a@lac.example", &["owner"], &[]).await;
        let clerk = house
            .person("c@etat.example", &["examiner"], &["desk"])
            .await;
        let id = ApplicationId(house.house.id());
        let scene = Self { house, vendor, id };
        let older = scene
            .house
            .house
            .blobs()
            .put(&mut b"%PDF-1.7".as_slice(), 100)
            .await
            .unwrap();
        let form = |code: &str, values: &[(&str, &str)]| Command::FillForm {
            form: code.into(),
            values: values
                .iter()
                .map(|(key, value)| ((*key).into(), (*value).to_owned()))
                .collect(),
        };
        let open = Command::OpenApplication {
            number: "D-1".into(),
            vendor: VendorRef {
                id: scene.vendor.actor.organisation,
                name: "Éditions du Lac".into(),
            },
            product: ProductRef {
                reference: "P-1".into(),
                name: "Boîte".into(),
            },
            scheme: "BOX".into(),
            catalogue: CatalogueRef {
                code: "CAT".into(),
                version: "1.0".into(),
            },
        };
        let certification = Command::RecordCertificationRequest {
            certification: "link".into(),
            request: CertificationRequest {
                product: "Boîte".into(),
                version: "1.0.0".into(),
                nil: String::new(),
                status: "seen".into(),
                status_date: None,
                evidence: None,
            },
        };
        let declarations = BTreeMap::from([
            ("trusted".into(), DeclarationValue::Boolean(false)),
            ("local_accounts".into(), DeclarationValue::Boolean(true)),
        ]);
        for command in [
            open,
            Command::AcceptCharter,
            form("maker", &[("name_on_the_box", "Boîte")]),
            form("box", &[("registry_number", "N1"), ("release", "1.0.0")]),
            Command::AttachFormFile {
                form: "box".into(),
                field: "old_releases".into(),
                file: FileContent {
                    name: "older.pdf".to_owned(),
                    media_type: "application/pdf".to_owned(),
                    size: older.size,
                    hash: older.hash,
                },
            },
            Command::Declare { declarations },
            certification,
            Command::SubmitEligibility,
        ] {
            scene.did(&scene.vendor, command).await;
        }
        scene.did(&clerk, Command::DeclareEligible).await;
        scene
    }

    /// Time passes, and with it the session.
    pub async fn pass(&mut self, hours: i64) {
        self.house.clock.pass(SignedDuration::from_hours(hours));
        self.vendor = self.house.again(&self.vendor).await;
    }

    pub async fn did(&self, who: &Somebody, command: Command) {
        let told = format!("{command:?}");
        let result = self
            .house
            .house
            .execute(&who.actor, self.id, command, None)
            .await;
        assert!(result.is_ok(), "{told}: {result:?}");
    }

    /// A request of the protocol by somebody.
    pub async fn ask(
        &self,
        who: &Somebody,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let cookie = who.cookie();
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(path)
            .header("cookie", &cookie);
        if !fields.iter().any(|(name, _)| *name == "tus-resumable") {
            request = request.header("tus-resumable", "1.0.0");
        }
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        self.house.send(request.body(body.into()).unwrap()).await
    }

    pub fn door(&self, slot: &str) -> String {
        format!("/envois?dossier={}&preuve={slot}", self.id)
    }

    pub async fn create(&self, name: &str, length: &str, more: &[(&str, &str)]) -> Answer {
        let metadata = named(name);
        let mut fields = vec![("upload-metadata", metadata.as_str())];
        if !length.is_empty() {
            fields.push(("upload-length", length));
        }
        fields.extend(more);
        self.ask(&self.vendor, "POST", &self.door(SLOT), &fields, "")
            .await
    }

    pub async fn created(&self, name: &str, length: usize) -> String {
        let answer = self.create(name, &length.to_string(), &[]).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.location().to_owned()
    }

    pub async fn patch(
        &self,
        at: &str,
        offset: &str,
        more: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut fields = vec![("upload-offset", offset)];
        if !more.iter().any(|(name, _)| *name == "content-type") {
            fields.push(("content-type", "application/offset+octet-stream"));
        }
        fields.extend(more);
        self.ask(&self.vendor, "PATCH", at, &fields, body.to_vec())
            .await
    }

    pub async fn offset(&self, at: &str) -> String {
        let answer = self.ask(&self.vendor, "HEAD", at, &[], "").await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.header("upload-offset").to_owned()
    }

    /// Deposits a whole file; gives the address of its piece.
    pub async fn deposit(&self, slot: &str, name: &str, octets: &[u8]) -> String {
        let length = octets.len().to_string();
        let metadata = named(name);
        let fields = [
            ("upload-metadata", metadata.as_str()),
            ("upload-length", length.as_str()),
            ("content-type", "application/offset+octet-stream"),
        ];
        let answer = self
            .ask(
                &self.vendor,
                "POST",
                &self.door(slot),
                &fields,
                octets.to_vec(),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let piece = answer.location().rsplit('/').next().unwrap();
        format!("/dossiers/{}/pieces/{piece}/1", self.id)
    }

    /// Names and hashes of the files in a slot.
    pub async fn pieces(&self, slot: &str) -> Vec<(String, String)> {
        let dossier = self
            .house
            .house
            .dossier(&self.vendor.actor, self.id)
            .await
            .unwrap();
        let Some(facts) = dossier.state.slot(&slot.into()) else {
            return Vec::new();
        };
        facts
            .links
            .iter()
            .filter_map(|link| dossier.state.content(link)?.file())
            .map(|file| (file.name.clone(), file.hash.clone()))
            .collect()
    }
}

/// `Upload-Metadata` with the name of a file.
pub fn named(name: &str) -> String {
    format!("filename {}", BASE64_STANDARD.encode(name))
}
