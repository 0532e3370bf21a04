//! A walk through every address × everybody × every state of an application. Somebody who
//! has no business with an application gets what an address without an application gives;
//! somebody without a right changes nothing; each form is known to work for who may send it,
//! so that a form without effect never passes for a closed door.

use std::collections::{BTreeMap, BTreeSet};

use aval_core::access::Side;
use aval_core::{
    application::{
        CatalogueRef, CertificationRequest, CollaboratorRights, Command, Content, FileContent,
        Outcome, ProductRef, RemarkDraft, Task, VendorRef, Verdict,
    },
    catalogue::{
        CatalogueVersion, Chapter, Criticality, ExpectedProof, FunctionGroup, Html, Nature,
        Requirement, Scenario,
    },
    ids::{ApplicationId, EvidenceId, RemarkId, RequestId},
    programme::{DeclarationValue, Programme},
};
use aval_store::OrganisationKind;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use uuid::Uuid;

use super::doors::{Door, doors};
use crate::{
    administration::STREAM,
    house::{
        Settings,
        testing::{Answer, Somebody, TestHouse, small_programme},
    },
};

pub(super) const EVIDENCE: EvidenceId = EvidenceId(Uuid::from_u128(0xE1));
const REMARK: RemarkId = RemarkId(Uuid::from_u128(0xE2));
const REQUEST: RequestId = RequestId(Uuid::from_u128(0xE3));
const UNKNOWN: Uuid = Uuid::from_u128(0xDEAD);
pub(super) const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const DOCUMENT: &[u8] = b"%PDF-1.7\n";

/// Nobody of these has anything to do with the application.
const OUTSIDERS: [&str; 3] = ["stranger", "colleague", "other auditor"];
const INSIDERS: [&str; 8] = [
    "owner",
    "member",
    "auditor",
    "clerk",
    "examiner",
    "locksmith",
    "chair",
    "keeper",
];
const TALKING: &[&str] = &["owner", "clerk", "examiner", "locksmith", "chair"];
const RETURNING: &[&str] = &["clerk", "examiner", "locksmith"];
const FILLING: &[&str] = &["owner", "member"];

/// How far the application has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Opened,
    Filled,
    Submitted,
    Eligible,
    Claimed,
    Deposited,
    UnderReview,
    Judged,
    Returned,
    Asked,
    Extension,
    Conform,
    Ready,
    Granted,
    Listed,
}

use Stage::{
    Asked, Claimed, Conform, Deposited, Eligible, Extension, Filled, Granted, Judged, Listed,
    Opened, Ready, Returned, Submitted, UnderReview,
};

const STAGES: [Stage; 15] = [
    Opened,
    Filled,
    Submitted,
    Eligible,
    Claimed,
    Deposited,
    UnderReview,
    Judged,
    Returned,
    Asked,
    Extension,
    Conform,
    Ready,
    Granted,
    Listed,
];

/// A form as its page would send it.
struct Form {
    route: &'static str,
    /// The route with its values, and the query.
    path: String,
    fields: Vec<(&'static str, String)>,
    file: Option<(&'static str, &'static [u8])>,
    /// In this stage, the first of `right` changes the application with it.
    live: Stage,
    right: &'static [&'static str],
}

fn catalogue() -> CatalogueVersion {
    let requirement = |id: &str, profile: &str, proofs: &[&str]| Requirement {
        id: id.into(),
        perimeter: "1".into(),
        statement: Html::new("<p>…</p>"),
        comment: Html::new(""),
        profiles: vec![profile.to_owned()],
        former_profiles: Vec::new(),
        criticality: Criticality::Major,
        nature: Nature::Required,
        order: None,
        scenarios: vec![Scenario {
            number: format!("{id}.01"),
            text: Html::new(""),
            proofs: proofs
                .iter()
                .map(|proof| ExpectedProof {
                    key: (*proof).into(),
                    number: (*proof).to_owned(),
                    text: Html::new(""),
                })
                .collect(),
        }],
    };
    let chapter = |code: &str, requirements| Chapter {
        code: code.into(),
        name: code.to_owned(),
        function_groups: vec![FunctionGroup {
            name: String::new(),
            requirements,
        }],
    };
    CatalogueVersion {
        code: "CAT".into(),
        version: "1.0".to_owned(),
        title: "Small catalogue".into(),
        published: None,
        chapters: vec![
            chapter(
                "functions",
                vec![
                    requirement("F.01", "General", &["F.01.a", "F.01.b"]),
                    requirement("F.02", "Clinic", &["F.02.a"]),
                ],
            ),
            chapter(
                "security",
                vec![requirement("S.02", "General", &["S.02.a"])],
            ),
        ],
    }
}

/// The second edition asks for one proof in other words, and for one more.
fn next_edition() -> CatalogueVersion {
    let mut next = catalogue();
    next.version = "1.1".to_owned();
    let requirements = &mut next.chapters[0].function_groups[0].requirements;
    let proofs = &mut requirements[0].scenarios[0].proofs;
    proofs[0].text = Html::new("Avec la date.");
    let mut more = proofs[1].clone();
    more.key = "F.01.c".into();
    proofs.push(more);
    next
}

pub(super) struct Walk {
    pub house: TestHouse,
    people: BTreeMap<&'static str, Somebody>,
    opened: std::cell::Cell<u32>,
    /// Another application of the vendor, from which pieces are taken over.
    pub source: ApplicationId,
}

impl Walk {
    pub async fn new() -> Self {
        Self::under(small_programme()).await
    }

    /// The same under another programme with the same roles.
    pub async fn under(programme: Programme) -> Self {
        Self::with(programme, Settings::default()).await
    }

    /// The same under other settings.
    pub async fn with(programme: Programme, settings: Settings) -> Self {
        let house = TestHouse::under(programme, settings).await;
        house.house.catalogues().insert(catalogue());
        house.house.catalogues().insert(next_edition());
        let mut people = BTreeMap::new();
        let vendor = house.organisation(OrganisationKind::Vendor, "Lac").await;
        let other = house.organisation(OrganisationKind::Vendor, "Mont").await;
        let auditors = house.organisation(OrganisationKind::Auditor, "Audit").await;
        let operator = house
            .organisation(OrganisationKind::Operator, "Agence")
            .await;
        for (name, organisation, role, team) in [
            ("owner", vendor, "owner", None),
            ("member", vendor, "helper", None),
            ("colleague", vendor, "helper", None),
            ("stranger", other, "owner", None),
            ("auditor", auditors, "inspector", None),
            ("other auditor", auditors, "inspector", None),
            ("clerk", operator, "examiner", Some("desk")),
            ("examiner", operator, "examiner", Some("laboratory")),
            ("locksmith", operator, "locksmith", Some("locks")),
            ("second examiner", operator, "examiner", Some("laboratory")),
            ("chair", operator, "chair", None),
            ("keeper", operator, "keeper", None),
        ] {
            let email = format!("{}@walk.example", name.replace(' ', "-"));
            let teams: Vec<&str> = team.into_iter().collect();
            let person = house.person_of(organisation, &email, &[role], &teams).await;
            people.insert(name, person);
        }
        let mut walk = Self {
            house,
            people,
            opened: std::cell::Cell::new(0),
            source: ApplicationId(Uuid::nil()),
        };
        walk.source = walk.application(Deposited).await;
        walk
    }

    pub fn who(&self, name: &str) -> &Somebody {
        &self.people[name]
    }

    pub async fn did(&self, id: ApplicationId, name: &str, command: Command) {
        let told = format!("{name}: {command:?}");
        let result = self
            .house
            .house
            .execute(&self.who(name).actor, id, command, None)
            .await;
        assert!(result.is_ok_and(|done| !done.events.is_empty()), "{told}");
    }

    pub async fn file(&self, name: &str, octets: &'static [u8]) -> FileContent {
        let mut source = octets;
        let stored = self
            .house
            .house
            .blobs()
            .put(&mut source, 1 << 20)
            .await
            .unwrap();
        FileContent {
            hash: stored.hash,
            name: name.to_owned(),
            size: stored.size,
            media_type: crate::dossier::media_type(name).to_owned(),
        }
    }

    /// A new application, brought to a stage.
    pub async fn application(&self, stage: Stage) -> ApplicationId {
        let house = &self.house.house;
        let id = ApplicationId(house.id());
        let rank = self.opened.get() + 1;
        self.opened.set(rank);
        let owner = self.who("owner").actor.clone();
        let open = Command::OpenApplication {
            number: format!("D-{rank}"),
            vendor: VendorRef {
                id: owner.organisation,
                name: "Lac".into(),
            },
            product: ProductRef {
                reference: format!("P-{rank}"),
                name: format!("Boîte {rank}"),
            },
            scheme: "BOX".into(),
            catalogue: CatalogueRef {
                code: "CAT".into(),
                version: "1.0".into(),
            },
        };
        self.did(id, "owner", open).await;
        let member = self.who("member").actor.clone();
        let attach = Command::AttachCollaborator {
            account: member.id,
            name: member.name,
            rights: CollaboratorRights {
                tasks: [Task::Upload].into(),
                chapters: Some(["functions".into()].into()),
            },
        };
        self.did(id, "owner", attach).await;
        let auditor = self.who("auditor").actor.clone();
        let invite = Command::InviteAuditor {
            account: auditor.id,
            name: auditor.name,
            slot: "F.01.a".into(),
            until: "2026-11-30".parse().unwrap(),
        };
        self.did(id, "owner", invite).await;
        if stage >= Filled {
            self.fill(id, rank).await;
        }
        if stage >= Submitted {
            self.did(id, "owner", Command::SubmitEligibility).await;
        }
        if stage >= Eligible {
            self.did(id, "clerk", Command::DeclareEligible).await;
        }
        if stage == Claimed {
            let claim = Command::ClaimNotApplicable {
                slot: "F.01.b".into(),
                justification: "Sans objet : le produit ne transmet aucun document. ".repeat(4),
            };
            self.did(id, "owner", claim).await;
        }
        if stage >= Deposited {
            for (evidence, slot) in [
                (EVIDENCE, "F.01.a"),
                (EvidenceId(house.id()), "F.01.b"),
                (EvidenceId(house.id()), "S.02.a"),
            ] {
                let deposit = Command::FileEvidence {
                    evidence,
                    slot: slot.into(),
                    content: Content::File(self.file(&format!("{slot}.png"), PICTURE).await),
                    started_at: house.now(),
                };
                self.did(id, "owner", deposit).await;
            }
        }
        if stage >= UnderReview {
            self.review(id, stage).await;
        }
        id
    }

    async fn fill(&self, id: ApplicationId, rank: u32) {
        let form = |code: &str, values: &[(&str, &str)]| Command::FillForm {
            form: code.into(),
            values: values
                .iter()
                .map(|(key, value)| ((*key).into(), (*value).to_owned()))
                .collect(),
        };
        let release = format!("1.{rank}.0");
        let attach = Command::AttachFormFile {
            form: "box".into(),
            field: "old_releases".into(),
            file: self.file("versions.pdf", DOCUMENT).await,
        };
        for command in [
            Command::AcceptCharter,
            form("maker", &[("name_on_the_box", "Boîte")]),
            form("box", &[("registry_number", "N1"), ("release", &release)]),
            attach,
            Command::Declare {
                declarations: BTreeMap::from([
                    ("trusted".into(), DeclarationValue::Boolean(false)),
                    ("local_accounts".into(), DeclarationValue::Boolean(true)),
                ]),
            },
            self.certified("seen").await,
        ] {
            self.did(id, "owner", command).await;
        }
    }

    pub async fn certified(&self, status: &str) -> Command {
        Command::RecordCertificationRequest {
            certification: "link".into(),
            request: CertificationRequest {
                product: "Boîte".into(),
                version: "1.0.0".into(),
                nil: String::new(),
                status: status.into(),
                status_date: None,
                evidence: Some(self.file("capture.png", PICTURE).await),
            },
        }
    }

    async fn review(&self, id: ApplicationId, stage: Stage) {
        for chapter in ["functions", "security"] {
            let submit = Command::SubmitChapter {
                chapter: chapter.into(),
                remainder: None,
                reasons: [].into(),
            };
            self.did(id, "owner", submit).await;
        }
        let verdict = |slot: &str, verdict, remarks| Command::GiveVerdict {
            slot: slot.into(),
            verdict,
            note: None,
            remarks,
        };
        if stage < Conform {
            let remark = RemarkDraft {
                id: REMARK,
                text: "La date manque.".into(),
                blocking: true,
                piece: None,
                anchor: None,
            };
            let asked = verdict("F.01.a", Verdict::ChangesRequested, vec![remark]);
            self.did(id, "examiner", asked).await;
        }
        if stage == Judged || stage == Returned {
            let conform = verdict("F.01.b", Verdict::Conform, Vec::new());
            self.did(id, "examiner", conform).await;
        }
        if stage == Returned {
            let back = Command::ReturnChapter {
                chapter: "functions".into(),
                request: REQUEST,
                message: "Voir les remarques.".into(),
            };
            self.did(id, "examiner", back).await;
        }
        if stage == Asked || stage == Extension {
            let ask = Command::RequestInformation {
                request: REQUEST,
                addressee: Side::Vendor,
                subject: "Navigateurs".into(),
                body: "Lesquels ?".into(),
                slot: None,
            };
            self.did(id, "examiner", ask).await;
        }
        if stage == Extension {
            let more = Command::AskExtension {
                request: REQUEST,
                until: "2026-11-27".parse().unwrap(),
                reason: "Congés".into(),
            };
            self.did(id, "owner", more).await;
        }
        if stage >= Conform {
            for (who, slot) in [
                ("examiner", "F.01.a"),
                ("examiner", "F.01.b"),
                ("locksmith", "S.02.a"),
            ] {
                self.did(id, who, verdict(slot, Verdict::Conform, Vec::new()))
                    .await;
            }
        }
        if stage >= Ready {
            for chapter in ["functions", "security"] {
                let validate = Command::ValidateChapter {
                    chapter: chapter.into(),
                };
                self.did(id, "examiner", validate).await;
            }
            let held = self.certified("held").await;
            self.did(id, "owner", held).await;
        }
        if stage >= Granted {
            let grant = Command::Decide {
                outcome: Outcome::Granted,
                reasons: "Tout est conforme.".into(),
                reservations: Vec::new(),
            };
            self.did(id, "chair", grant).await;
        }
        if stage >= Listed {
            self.did(id, "chair", Command::PublishListing).await;
        }
    }

    /// Every form of an application. `{id}` stands for the application.
    fn forms(&self) -> Vec<Form> {
        let account = |name: &str| self.who(name).actor.id.to_string();
        let form = |route,
                    values: &[(&str, &str)],
                    query: &str,
                    live,
                    right,
                    fields: &[(&'static str, &str)]| {
            let mut path = route_with(route, values);
            path.push_str(query);
            Form {
                route,
                path,
                fields: fields
                    .iter()
                    .map(|(name, value)| (*name, (*value).to_owned()))
                    .collect(),
                file: None,
                live,
                right,
            }
        };
        let with = |form: Form, file| Form {
            file: Some(file),
            ..form
        };
        let functions = &[("chapter", "functions")];
        let request = REQUEST.to_string();
        let request = &[("request", request.as_str())];
        let evidence = EVIDENCE.to_string();
        let remark = REMARK.to_string();
        let remark = |action| [("remark", remark.as_str()), ("action", action)];
        const REMARKS: &str = "/dossiers/{id}/remarques/{remark}/{action}";
        const LISTING: &str = "/dossiers/{id}/referencement/{action}";
        let long = "Sans objet : le produit ne transmet aucun document. ".repeat(4);
        vec![
            form(
                "/dossiers/{id}/charte",
                &[],
                "",
                Opened,
                &["owner"],
                &[("engage", "yes")],
            ),
            form(
                "/dossiers/{id}/retrait",
                &[],
                "",
                Filled,
                &["owner"],
                &[("reason", "Arrêt")],
            ),
            form(
                "/dossiers/{id}/abandon",
                &[],
                "",
                Deposited,
                &["chair"],
                &[("reason", "Silence")],
            ),
            form(
                "/dossiers/{id}/referent",
                &[],
                "",
                Submitted,
                &["examiner", "clerk", "locksmith", "chair", "keeper"],
                &[("account", &account("examiner"))],
            ),
            form(
                "/dossiers/{id}/candidature",
                &[],
                "",
                Filled,
                &["owner"],
                &[("name_on_the_box", "Autre")],
            ),
            form(
                "/dossiers/{id}/eligibilite",
                &[],
                "",
                Filled,
                &["owner"],
                &[
                    ("declaration.trusted", "yes"),
                    ("declaration.local_accounts", "yes"),
                    ("registry_number", "N2"),
                ],
            ),
            form(
                "/dossiers/{id}/eligibilite/soumettre",
                &[],
                "",
                Filled,
                &["owner"],
                &[],
            ),
            form(
                "/dossiers/{id}/eligibilite/reprendre",
                &[],
                "",
                Submitted,
                &["owner"],
                &[],
            ),
            form(
                "/dossiers/{id}/eligibilite/examen",
                &[],
                "",
                Submitted,
                &["clerk"],
                &[],
            ),
            form(
                "/dossiers/{id}/version-technique",
                &[],
                "",
                Eligible,
                &["owner"],
                &[("release", "9.9.9")],
            ),
            form(
                "/dossiers/{id}/edition",
                &[],
                "",
                Deposited,
                &["owner"],
                &[("version", "1.1"), ("then", "confirm")],
            ),
            form(
                "/dossiers/{id}/profils",
                &[],
                "",
                Deposited,
                &["owner"],
                &[
                    ("declaration.trusted", "yes"),
                    ("declaration.local_accounts", "no"),
                    ("then", "confirm"),
                ],
            ),
            form(
                "/dossiers/{id}/eligibilite/decision",
                &[],
                "",
                Submitted,
                &["clerk"],
                &[("outcome", "eligible")],
            ),
            with(
                form(
                    "/dossiers/{id}/homologations/{certification}",
                    &[("certification", "link")],
                    "",
                    Filled,
                    &["owner"],
                    &[
                        ("product", "Boîte"),
                        ("version", "2"),
                        ("nil", ""),
                        ("status", "studied"),
                    ],
                ),
                ("capture.png", PICTURE),
            ),
            form(
                "/dossiers/{id}/chapitres/{chapter}/soumettre",
                functions,
                "",
                Deposited,
                &["owner"],
                &[],
            ),
            form(
                "/dossiers/{id}/chapitres/{chapter}/renvoyer",
                functions,
                "",
                Judged,
                RETURNING,
                &[("message", "Voir les remarques.")],
            ),
            form(
                "/dossiers/{id}/chapitres/{chapter}/valider",
                functions,
                "",
                Conform,
                RETURNING,
                &[],
            ),
            form(
                "/dossiers/{id}/chapitres/{chapter}/rouvrir",
                functions,
                "",
                Ready,
                RETURNING,
                &[("slot", "F.01.b"), ("reason", "Une version plus récente")],
            ),
            with(
                form(
                    "/dossiers/{id}/depot",
                    &[],
                    "?preuve=F.01.b",
                    Eligible,
                    FILLING,
                    &[],
                ),
                ("ecran.png", PICTURE),
            ),
            form(
                "/dossiers/{id}/saisie",
                &[],
                "?preuve=F.01.b",
                Eligible,
                FILLING,
                &[
                    ("kind", "url"),
                    ("value", "https://tests.example/rapport/1"),
                ],
            ),
            form(
                "/dossiers/{id}/lier",
                &[],
                "?preuve=F.01.b",
                Deposited,
                FILLING,
                &[("evidence", &evidence)],
            ),
            form(
                "/dossiers/{id}/reprise",
                &[],
                "?preuve=F.01.a",
                Eligible,
                FILLING,
                &[
                    ("source", &self.source.to_string()),
                    ("evidence", &evidence),
                    ("version", "1"),
                ],
            ),
            form(
                "/dossiers/{id}/retirer",
                &[],
                "?preuve=F.01.a",
                Deposited,
                FILLING,
                &[("evidence", &evidence)],
            ),
            with(
                form(
                    "/dossiers/{id}/remplacer/{evidence}",
                    &[("evidence", &evidence)],
                    "",
                    Deposited,
                    &["owner", "member", "auditor"],
                    &[("follow", "F.01.a")],
                ),
                ("mieux.png", b"\x89PNG\r\n\x1a\n2"),
            ),
            form(
                "/dossiers/{id}/non-applicable",
                &[],
                "?preuve=F.01.b",
                Eligible,
                FILLING,
                &[("justification", &long)],
            ),
            form(
                "/dossiers/{id}/non-applicable/annuler",
                &[],
                "?preuve=F.01.b",
                Claimed,
                FILLING,
                &[],
            ),
            form(
                "/dossiers/{id}/effacer/{evidence}/{version}",
                &[("evidence", &evidence), ("version", "1")],
                "",
                Deposited,
                &["keeper"],
                &[("reason", "Un vrai numéro"), ("sure", "yes")],
            ),
            form(
                "/dossiers/{id}/declaration/{evidence}",
                &[("evidence", &evidence)],
                "?preuve=F.01.a",
                Deposited,
                &["owner", "member", "auditor"],
                &[
                    ("application_version", "1.0"),
                    ("form_date", "01/10/2026"),
                    ("provider_name", "Audit du Lac"),
                    ("auditor_name", "A. Dupont"),
                    ("complete", "yes"),
                    ("commented", "yes"),
                    ("high_no", "0"),
                    ("medium_no", "0"),
                ],
            ),
            form(
                "/dossiers/{id}/verdict",
                &[],
                "?preuve=F.01.b",
                UnderReview,
                &["examiner"],
                &[("verdict", "conform")],
            ),
            form(
                "/dossiers/{id}/verdict/annuler",
                &[],
                "?preuve=F.01.a",
                UnderReview,
                &["examiner"],
                &[],
            ),
            form(
                REMARKS,
                &remark("repondre"),
                "",
                Returned,
                TALKING,
                &[("body", "La date est en bas.")],
            ),
            form(REMARKS, &remark("traiter"), "", Returned, &["owner"], &[]),
            form(REMARKS, &remark("fermer"), "", Returned, &["examiner"], &[]),
            form(
                REMARKS,
                &remark("retirer"),
                "",
                UnderReview,
                &["examiner"],
                &[],
            ),
            form(
                "/dossiers/{id}/second-avis",
                &[],
                "?preuve=F.01.a",
                Returned,
                &["owner"],
                &[("reason", "La date y est.")],
            ),
            form(
                "/dossiers/{id}/echanges/message",
                &[],
                "",
                Filled,
                TALKING,
                &[("body", "Bonjour")],
            ),
            form(
                "/dossiers/{id}/echanges/demande",
                &[],
                "",
                Deposited,
                TALKING,
                &[("subject", "Délai"), ("body", "Quand ?")],
            ),
            form(
                "/dossiers/{id}/demandes/{request}/reponse",
                request,
                "",
                Asked,
                TALKING,
                &[("body", "Tous.")],
            ),
            form(
                "/dossiers/{id}/demandes/{request}/prolongation",
                request,
                "",
                Asked,
                &["owner"],
                &[("until", "2026-11-27"), ("reason", "Congés")],
            ),
            form(
                "/dossiers/{id}/demandes/{request}/prolongation/reponse",
                request,
                "",
                Extension,
                RETURNING,
                &[("outcome", "accept")],
            ),
            form(
                "/dossiers/{id}/equipe",
                &[],
                "",
                Filled,
                &["owner"],
                &[("account", &account("colleague")), ("task", "upload")],
            ),
            form(
                "/dossiers/{id}/equipe/retirer",
                &[],
                "",
                Filled,
                &["owner"],
                &[("account", &account("member"))],
            ),
            form(
                "/dossiers/{id}/equipe/auditeur",
                &[],
                "",
                Filled,
                &["owner"],
                &[
                    ("email", "other-auditor@walk.example"),
                    ("slot", "F.01.b"),
                    ("until", "2026-11-30"),
                ],
            ),
            form(
                "/dossiers/{id}/decision",
                &[],
                "",
                Ready,
                &["chair"],
                &[("outcome", "granted"), ("reasons", "Tout est conforme.")],
            ),
            form(
                LISTING,
                &[("action", "publier")],
                "",
                Granted,
                &["chair"],
                &[],
            ),
            form(
                LISTING,
                &[("action", "suspendre")],
                "",
                Listed,
                &["chair"],
                &[("reason", "Incident")],
            ),
            form(
                LISTING,
                &[("action", "retirer")],
                "",
                Listed,
                &["chair"],
                &[("reason", "Fin de vie")],
            ),
            form(
                LISTING,
                &[("action", "pilote")],
                "",
                Listed,
                &["owner"],
                &[("name", "Clinique du Lac")],
            ),
        ]
    }

    async fn post(&self, who: Option<&Somebody>, id: Uuid, form: &Form, empty: bool) -> Answer {
        let path = form.path.replace("{id}", &id.to_string());
        let nobody;
        let who = match who {
            Some(who) => who,
            None => {
                nobody = Somebody::nobody(&self.people["owner"]);
                &nobody
            }
        };
        let mut fields: Vec<(&str, &str)> = Vec::new();
        if !empty {
            fields.extend(
                form.fields
                    .iter()
                    .map(|(name, value)| (*name, value.as_str())),
            );
        }
        match form.file {
            Some(file) => self.house.post_file_as(who, &path, &fields, file).await,
            None => self.house.post_as(who, &path, &fields).await,
        }
    }

    pub async fn length(&self, id: ApplicationId) -> usize {
        self.house.house.history(id).await.unwrap().len()
    }
}

fn route_with(route: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(route.to_owned(), |path, (name, value)| {
        path.replace(&format!("{{{name}}}"), value)
    })
}

/// The addresses of an application that are read, with values that exist late in its life.
fn pages() -> Vec<(&'static str, String)> {
    doors(Door::Application)
        .filter(|(_, method)| *method == "get")
        .map(|(route, _)| {
            let evidence = EVIDENCE.to_string();
            let values = [
                ("chapter", "functions"),
                ("evidence", evidence.as_str()),
                ("field", "old_releases"),
                ("certification", "link"),
                (
                    "version",
                    if route.contains("accuses") { "16" } else { "1" },
                ),
            ];
            let mut path = route_with(route, &values);
            if route.ends_with("/deja-depose") || route.ends_with("/comparer") {
                path.push_str("?preuve=F.01.a");
            }
            (route, path)
        })
        .collect()
}

/// What is left of an answer once the application's identifier is taken out.
fn told(answer: &Answer, id: Uuid) -> (StatusCode, String, String) {
    let plain = |text: &str| text.replace(&id.to_string(), "{id}");
    (answer.status, plain(answer.location()), plain(&answer.body))
}

#[tokio::test]
async fn every_form_of_an_application_works_for_who_may_send_it() {
    let walk = Walk::new().await;
    let forms = walk.forms();
    let tried: BTreeSet<&str> = forms.iter().map(|form| form.route).collect();
    for (route, _) in doors(Door::Application).filter(|(_, method)| *method == "post") {
        assert!(tried.contains(route), "no form tries {route}");
    }
    for form in &forms {
        let id = walk.application(form.live).await;
        let before = walk.length(id).await;
        let answer = walk
            .post(Some(walk.who(form.right[0])), id.0, form, false)
            .await;
        assert!(
            walk.length(id).await > before,
            "{} by {} in {:?}: {} {}",
            form.path,
            form.right[0],
            form.live,
            answer.status,
            answer.body
        );
    }
}

#[tokio::test]
async fn who_has_no_business_with_an_application_learns_nothing_of_it() {
    let walk = Walk::new().await;
    let forms = walk.forms();
    let pages = pages();
    for stage in STAGES {
        let id = walk.application(stage).await;
        let before = walk.length(id).await;
        for name in OUTSIDERS {
            let who = walk.who(name);
            for (route, path) in &pages {
                let here = walk
                    .house
                    .get_as(who, &path.replace("{id}", &id.to_string()))
                    .await;
                let nowhere = walk
                    .house
                    .get_as(who, &path.replace("{id}", &UNKNOWN.to_string()))
                    .await;
                assert_eq!(
                    here.status,
                    StatusCode::NOT_FOUND,
                    "{route}, {name}, {stage:?}"
                );
                assert_eq!(
                    told(&here, id.0),
                    told(&nowhere, UNKNOWN),
                    "{route}, {name}, {stage:?}"
                );
            }
            for form in &forms {
                let here = walk.post(Some(who), id.0, form, false).await;
                let nowhere = walk.post(Some(who), UNKNOWN, form, false).await;
                assert_eq!(
                    here.status,
                    StatusCode::NOT_FOUND,
                    "{}, {name}, {stage:?}",
                    form.path
                );
                assert_eq!(
                    told(&here, id.0),
                    told(&nowhere, UNKNOWN),
                    "{}, {name}, {stage:?}",
                    form.path
                );
                let here = walk.post(Some(who), id.0, form, true).await;
                let nowhere = walk.post(Some(who), UNKNOWN, form, true).await;
                assert_eq!(
                    told(&here, id.0),
                    told(&nowhere, UNKNOWN),
                    "{} empty, {name}, {stage:?}",
                    form.path
                );
            }
        }
        // Nobody in particular is led to the sign-in page, whatever stands behind.
        for (route, path) in &pages {
            let here = walk.house.get(&path.replace("{id}", &id.to_string())).await;
            assert_eq!(here.status, StatusCode::SEE_OTHER, "{route}");
            assert!(here.location().starts_with("/connexion?suite="), "{route}");
        }
        for form in &forms {
            let here = walk.post(None, id.0, form, false).await;
            let nowhere = walk.post(None, UNKNOWN, form, false).await;
            assert!(
                here.status == StatusCode::UNAUTHORIZED
                    || here.location().starts_with("/connexion"),
                "{}: {}",
                form.path,
                here.status
            );
            assert_eq!(told(&here, id.0), told(&nowhere, UNKNOWN), "{}", form.path);
        }
        assert_eq!(
            walk.length(id).await,
            before,
            "somebody left a trace in {stage:?}"
        );
    }
}

#[tokio::test]
async fn who_lacks_the_right_changes_nothing_in_any_state() {
    let walk = Walk::new().await;
    let forms = walk.forms();
    for stage in STAGES {
        let id = walk.application(stage).await;
        let before = walk.length(id).await;
        for name in INSIDERS {
            for form in forms.iter().filter(|form| !form.right.contains(&name)) {
                let answer = walk.post(Some(walk.who(name)), id.0, form, false).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{}, {name}, {stage:?}",
                    form.path
                );
                assert_eq!(
                    walk.length(id).await,
                    before,
                    "{} by {name} in {stage:?} changed the application: {}",
                    form.path,
                    answer.status
                );
            }
        }
    }
}

#[tokio::test]
async fn who_works_on_an_application_reads_their_part_of_it() {
    // An auditor is invited for one slot: the rest does not exist for them.
    const FOR_AUDITORS: [&str; 9] = [
        "/dossiers/{id}",
        "/dossiers/{id}/archive",
        "/dossiers/{id}/comparer",
        "/dossiers/{id}/chapitres",
        "/dossiers/{id}/chapitres/{chapter}",
        "/dossiers/{id}/remplacer/{evidence}",
        "/dossiers/{id}/declaration/{evidence}",
        "/dossiers/{id}/pieces/{evidence}/{version}",
        "/dossiers/{id}/revisions/{evidence}/{version}",
    ];
    let walk = Walk::new().await;
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for stage in STAGES {
        let id = walk.application(stage).await;
        for name in INSIDERS {
            for (route, path) in &pages() {
                let path = path.replace("{id}", &id.to_string());
                let answer = walk.house.get_as(walk.who(name), &path).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{route}, {name}, {stage:?}"
                );
                if answer.status == StatusCode::OK {
                    seen.insert(route);
                }
                if name == "auditor" && !FOR_AUDITORS.contains(route) {
                    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{route}, {stage:?}");
                }
            }
        }
    }
    for (route, _) in pages() {
        assert!(seen.contains(route), "nobody ever read {route}");
    }
}

#[tokio::test]
async fn rooms_open_for_their_people_only() {
    let walk = Walk::new().await;
    let colleague = walk.who("colleague").actor.id.to_string();
    let vendor = walk.who("owner").actor.organisation.to_string();
    let acts = async || {
        let events = walk
            .house
            .house
            .store()
            .events(STREAM, 0, 100)
            .await
            .unwrap();
        let accounts = walk.house.house.store().count_accounts().await.unwrap();
        let applications = walk.house.house.store().count_applications().await.unwrap();
        (events.len(), accounts, applications)
    };
    let before = acts().await;
    let fields = [
        ("name", "Intrus"),
        ("email", "intrus@walk.example"),
        ("role", "keeper"),
        ("organisation", vendor.as_str()),
        ("product", "Boîte"),
        ("scheme", "BOX"),
        ("kind", "vendor"),
        ("code", "INTRUS"),
        ("reason", "…"),
    ];
    for (door, admitted) in [
        (Door::Administration, &["keeper"][..]),
        (Door::Company, &["owner"][..]),
        (
            Door::Vendor,
            &["owner", "member", "colleague", "stranger"][..],
        ),
        (
            Door::Operator,
            &["clerk", "examiner", "locksmith", "chair", "keeper"][..],
        ),
        (Door::Opening, &["owner", "stranger"][..]),
    ] {
        for (route, method) in doors(door) {
            let subject = if route.contains("organisations") {
                &vendor
            } else {
                &colleague
            };
            let path = route_with(
                route,
                &[
                    ("id", subject),
                    ("code", "CAT"),
                    ("version", "1.0"),
                    ("file", "CAT.csv"),
                ],
            );
            let nobody = walk.house.get(&path).await;
            let asked = nobody.location().starts_with("/connexion");
            assert!(
                asked || (method == "post" && nobody.status.is_client_error()),
                "{route}"
            );
            for name in OUTSIDERS.iter().chain(&INSIDERS) {
                let who = walk.who(name);
                let answer = match method {
                    "get" => walk.house.get_as(who, &path).await,
                    _ if admitted.contains(name) => continue,
                    _ if route.ends_with("/importer") => {
                        walk.house
                            .post_file_as(who, &path, &fields, ("a.xlsx", b"PK"))
                            .await
                    }
                    _ => walk.house.post_as(who, &path, &fields).await,
                };
                assert!(!answer.status.is_server_error(), "{method} {route}, {name}");
                let closed = answer.status == StatusCode::NOT_FOUND
                    // Each side has a desk of its own: one is shown to it.
                    || ["/instruction", "/dossiers"].contains(&route)
                        && method == "get" && door != Door::Administration;
                // A page of new staff asks which company first; versions and imports that do
                // not exist are the same 404 for an administrator.
                if !admitted.contains(name) {
                    assert!(
                        closed,
                        "{method} {route} is open to {name}: {}",
                        answer.status
                    );
                }
            }
        }
    }
    // Another company's people are nobody's business, even for its equals.
    let theirs = walk
        .house
        .get_as(walk.who("stranger"), &format!("/equipe/{colleague}"))
        .await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(acts().await, before, "somebody left a trace");
}

#[tokio::test]
async fn a_file_on_its_way_exists_for_its_sender_only() {
    let walk = Walk::new().await;
    let id = walk.application(Eligible).await;
    let creation = |who: &Somebody, id: Uuid| {
        Request::builder()
            .method(Method::POST)
            .uri(format!("/envois?dossier={id}&preuve=F.01.a"))
            .header("cookie", who.cookie())
            .header("tus-resumable", "1.0.0")
            .header("upload-length", "8")
            .header(
                "upload-metadata",
                format!("filename {}", BASE64_STANDARD.encode("a.png")),
            )
            .body(Body::empty())
            .unwrap()
    };
    for name in OUTSIDERS {
        let here = walk.house.send(creation(walk.who(name), id.0)).await;
        let nowhere = walk.house.send(creation(walk.who(name), UNKNOWN)).await;
        assert_eq!(here.status, StatusCode::NOT_FOUND, "{name}");
        assert_eq!(told(&here, id.0), told(&nowhere, UNKNOWN), "{name}");
    }
    let begun = walk.house.send(creation(walk.who("owner"), id.0)).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.body);
    let at = begun.location().to_owned();
    for name in OUTSIDERS
        .iter()
        .chain(&INSIDERS)
        .filter(|name| **name != "owner")
    {
        let who = walk.who(name);
        for method in [Method::HEAD, Method::GET, Method::PATCH, Method::DELETE] {
            let request = Request::builder()
                .method(method.clone())
                .uri(&at)
                .header("cookie", who.cookie())
                .header("tus-resumable", "1.0.0")
                .header("upload-offset", "0")
                .header("content-type", "application/offset+octet-stream")
                .body(Body::from(PICTURE))
                .unwrap();
            let answer = walk.house.send(request).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} by {name}");
        }
        for end in ["deposer", "supprimer"] {
            let answer = walk.house.post_as(who, &format!("{at}/{end}"), &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{end} by {name}");
        }
    }
}

#[tokio::test]
async fn signed_in_pages_ask_for_a_sign_in() {
    let walk = Walk::new().await;
    for (route, method) in doors(Door::SignedIn) {
        let answer = match method {
            "get" => walk.house.get(route).await,
            _ => {
                let nobody = Somebody::nobody(walk.who("owner"));
                walk.house.post_as(&nobody, route, &[]).await
            }
        };
        assert!(
            answer.status == StatusCode::UNAUTHORIZED
                || answer.location().starts_with("/connexion"),
            "{method} {route}: {}",
            answer.status
        );
    }
}
