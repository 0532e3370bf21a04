//! An application of any size, told through the rules and written in one go: hundreds of
//! slots and remarks without hundreds of transactions.

use std::collections::BTreeMap;

use aval_core::{
    access::{Actor, Side},
    application::{
        Application, CatalogueRef, CertificationRequest, Command, Content, Context, Event,
        FileContent, ProductRef, Recorded, RemarkDraft, SiblingFacts, VendorRef, Verdict, decide,
        evolve,
    },
    catalogue::CatalogueVersion,
    ids::{ApplicationId, EvidenceId, RemarkId, RequestId},
    programme::DeclarationValue,
};
use aval_store::{
    Account, Meta, NewAccount, NewEvent, NewSession, Organisation, OrganisationKind, Projector,
    Snapshot,
};
use aval_web::{
    house::House,
    visitor::{SESSION_COOKIE, SESSION_LENGTH},
};
use uuid::Uuid;

use super::actor;

/// The examiner of the default team.
pub fn examiner() -> Actor {
    actor(0x31, Side::Operator, 0x30, &["examiner"], &["laboratory"])
}

/// The examiner of the administrative team.
pub fn clerk() -> Actor {
    actor(0x32, Side::Operator, 0x30, &["examiner"], &["desk"])
}

/// How far an application goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// Every slot filled, no chapter submitted.
    Filled,
    /// Every slot filled, every chapter submitted.
    Submitted,
    /// Every slot judged with one remark each, every chapter returned.
    Returned,
}

struct Told<'a> {
    house: &'a House,
    catalogue: &'a CatalogueVersion,
    state: Application,
    events: Vec<(Actor, Event)>,
}

impl Told<'_> {
    fn run(&mut self, actor: &Actor, command: Command) {
        let siblings = SiblingFacts::default();
        let context = Context {
            now: self.house.now(),
            actor,
            programme: self.house.programme(),
            catalogue: self.catalogue,
            siblings: &siblings,
            findings: &[],
        };
        let told = format!("{command:?}");
        let events = decide(&self.state, command, &context)
            .unwrap_or_else(|refusal| panic!("{told}: {refusal:?}"));
        for event in events {
            let recorded = Recorded {
                version: self.state.version + 1,
                at: self.house.now(),
                actor: actor.reference(),
                event: event.clone(),
            };
            evolve(&mut self.state, &recorded);
            self.events.push((actor.clone(), event));
        }
    }
}

/// Writes an application with one file in each slot of the catalogue.
pub async fn application(house: &House, rank: u32, vendor: &Actor, until: Until) -> ApplicationId {
    let reference = CatalogueRef {
        code: "CAT".into(),
        version: "1.0".into(),
    };
    let catalogue = house.catalogue(&reference).unwrap();
    let id = ApplicationId(house.id());
    let mut told = Told {
        house,
        catalogue: &catalogue,
        state: Application::default(),
        events: Vec::new(),
    };
    let form = |code: &str, values: &[(&str, &str)]| Command::FillForm {
        form: code.into(),
        values: values
            .iter()
            .map(|(key, value)| ((*key).into(), (*value).to_owned()))
            .collect(),
    };
    let release = format!("1.{rank}.0");
    for command in [
        Command::OpenApplication {
            number: format!("D-{rank:06}"),
            vendor: VendorRef {
                id: vendor.organisation,
                name: "Éditions du Lac".into(),
            },
            product: ProductRef {
                reference: format!("P-{rank}"),
                name: format!("Boîte {rank}"),
            },
            scheme: "BOX".into(),
            catalogue: reference,
        },
        Command::AcceptCharter,
        form("maker", &[("name_on_the_box", "Boîte")]),
        form(
            "box",
            &[
                ("registry_number", "N1"),
                ("release", &release),
                ("old_releases", "none"),
            ],
        ),
        Command::Declare {
            declarations: BTreeMap::from([
                ("trusted".into(), DeclarationValue::Boolean(false)),
                ("local_accounts".into(), DeclarationValue::Boolean(true)),
            ]),
        },
        Command::RecordCertificationRequest {
            certification: "link".into(),
            request: CertificationRequest {
                product: "Boîte".into(),
                version: "1".into(),
                nil: String::new(),
                status: "seen".into(),
                status_date: None,
                evidence: None,
            },
        },
        Command::SubmitEligibility,
    ] {
        told.run(vendor, command);
    }
    told.run(&clerk(), Command::DeclareEligible);
    for (chapter, _, _, proof) in catalogue.proofs() {
        let content = Content::File(FileContent {
            hash: format!("{:032x}{:032x}", id.0.as_u128(), told.state.version),
            name: format!("{}_ecran_de_la_liste_des_documents.png", proof.key),
            size: 482_113,
            media_type: "image/png".into(),
        });
        let _ = chapter;
        told.run(
            vendor,
            Command::FileEvidence {
                evidence: EvidenceId(house.id()),
                slot: proof.key.clone(),
                content,
                started_at: house.now(),
            },
        );
    }
    let submitted = catalogue.chapters.iter();
    for chapter in submitted.filter(|_| until != Until::Filled) {
        let submit = Command::SubmitChapter {
            chapter: chapter.code.clone(),
            remainder: None,
            reasons: [].into(),
        };
        told.run(vendor, submit);
    }
    if until == Until::Returned {
        for (_, _, _, proof) in catalogue.proofs() {
            let remark = RemarkDraft {
                id: RemarkId(house.id()),
                text: "La date de l’envoi n’est pas lisible sur la copie d’écran : reprendre la \
                       capture avec la colonne « Envoyé le » visible."
                    .into(),
                blocking: true,
                piece: None,
                anchor: None,
            };
            told.run(
                &examiner(),
                Command::GiveVerdict {
                    slot: proof.key.clone(),
                    verdict: Verdict::ChangesRequested,
                    note: None,
                    remarks: vec![remark],
                },
            );
        }
        for chapter in &catalogue.chapters {
            told.run(
                &examiner(),
                Command::ReturnChapter {
                    chapter: chapter.code.clone(),
                    request: RequestId(house.id()),
                    message: "Voir les remarques.".into(),
                },
            );
        }
    }
    write(house, id, &told.state, &told.events).await;
    id
}

async fn write(house: &House, id: ApplicationId, state: &Application, events: &[(Actor, Event)]) {
    let stream = id.to_string();
    let mut tx = house.store().begin().await.unwrap();
    let mut expected = 0;
    for part in events.chunk_by(|(one, _), (other, _)| one.id == other.id) {
        let meta = Meta {
            actor: serde_json::to_string(&part.first().unwrap().0.reference()).unwrap(),
            at: house.now(),
            correlation: house.id(),
        };
        let written: Vec<NewEvent> = part
            .iter()
            .map(|(_, event)| {
                let (kind, payload) = event.encode().unwrap();
                NewEvent { kind, payload }
            })
            .collect();
        let appended = tx.append(&stream, expected, &written, &meta).await.unwrap();
        expected = appended.version;
    }
    let views = house
        .projection()
        .views(&stream, state.version, state)
        .unwrap();
    tx.put_views(&views).await.unwrap();
    let snapshot = Snapshot {
        version: state.version,
        schema: house.projection().schema().to_owned(),
        state: house.projection().write_state(state).unwrap(),
    };
    tx.put_snapshot(&stream, &snapshot).await.unwrap();
    tx.commit().await.unwrap();
}

/// Gives somebody an account and a session; the field `Cookie` of their requests.
pub async fn signed_in(house: &House, who: &Actor) -> String {
    let kind = match who.side {
        Side::Operator => OrganisationKind::Operator,
        Side::External => OrganisationKind::Auditor,
        _ => OrganisationKind::Vendor,
    };
    let organisation = Organisation {
        id: who.organisation.0,
        kind,
        code: format!("ORG-{}", who.organisation),
        name: "Maison".into(),
        siren: None,
        city: None,
    };
    let store = house.store();
    store.put_organisation(&organisation).await.unwrap();
    let account = Account {
        id: who.id.0,
        email: format!("{}@house.example", who.id.0.simple()),
        name: who.name.clone(),
        organisation: who.organisation.0,
        title: String::new(),
        roles: who.roles.iter().map(ToString::to_string).collect(),
        teams: who.teams.iter().map(ToString::to_string).collect(),
        language: "fr".to_owned(),
        created_at: house.now(),
        disabled_at: None,
    };
    let new = NewAccount {
        account,
        password_hash: None,
    };
    store.put_account(&new).await.unwrap();
    let token = Uuid::from_u128(who.id.0.as_u128() ^ (7 << 100)).to_string();
    let session = NewSession {
        token: &token,
        account: who.id.0,
        csrf: "a secret of the forms",
        created_at: house.now(),
        expires_at: house.now() + SESSION_LENGTH,
    };
    store.open_session(&session).await.unwrap();
    format!("{SESSION_COOKIE}={token}")
}
