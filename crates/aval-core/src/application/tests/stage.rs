//! A small programme, its people and a stream, to tell stories with.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use uuid::Uuid;

use super::super::*;
use crate::{
    access::{Actor, Side},
    catalogue::{
        CatalogueVersion, Chapter, ChapterCode, Criticality, ExpectedProof, FunctionGroup, Html,
        Nature, ProofKey, Requirement, Scenario,
    },
    ids::{AccountId, EvidenceId, OrganisationId, RemarkId, RequestId},
    programme::{DeclarationValue, Programme},
};

/// Everything a story needs.
pub struct Stage {
    pub programme: Programme,
    pub catalogue: CatalogueVersion,
    pub journal: Vec<Recorded>,
    pub state: Application,
    pub now: Timestamp,
    pub siblings: SiblingFacts,
    /// What checks found in the pieces.
    pub findings: Vec<Finding>,
    /// The catalogue version that the next adoption moves to.
    pub upcoming: Option<CatalogueVersion>,
    next_id: u128,
}

pub const VENDOR: u128 = 0x10;
const OTHER_VENDOR: u128 = 0x20;
const OPERATOR: u128 = 0x30;
const AUDIT_FIRM: u128 = 0x40;

/// A verdict that asks for changes and leaves the saying of them to remarks made apart.
pub fn changes_requested(slot: &str) -> Command {
    Command::GiveVerdict {
        slot: key(slot),
        verdict: Verdict::ChangesRequested,
        note: None,
        remarks: Vec::new(),
    }
}

pub fn person(name: &str, side: Side, organisation: u128, roles: &[&str], teams: &[&str]) -> Actor {
    Actor {
        id: AccountId(Uuid::from_u128(
            name.bytes()
                .fold(7, |id, octet| id * 257 + u128::from(octet)),
        )),
        name: name.to_owned(),
        side,
        organisation: OrganisationId(Uuid::from_u128(organisation)),
        roles: roles.iter().map(|role| (*role).into()).collect(),
        teams: teams.iter().map(|team| (*team).into()).collect(),
    }
}

pub fn legal() -> Actor {
    person("legal", Side::Vendor, VENDOR, &["owner"], &[])
}
pub fn delegate() -> Actor {
    person("delegate", Side::Vendor, VENDOR, &["agent"], &[])
}
pub fn member() -> Actor {
    person("member", Side::Vendor, VENDOR, &["helper"], &[])
}
pub fn stranger() -> Actor {
    person("stranger", Side::Vendor, OTHER_VENDOR, &["owner"], &[])
}
pub fn auditor() -> Actor {
    person("auditor", Side::External, AUDIT_FIRM, &["inspector"], &[])
}
pub fn clerk() -> Actor {
    person(
        "clerk",
        Side::Operator,
        OPERATOR,
        &["examiner"],
        &["laboratory", "desk"],
    )
}
pub fn reviewer() -> Actor {
    person(
        "reviewer",
        Side::Operator,
        OPERATOR,
        &["examiner"],
        &["laboratory"],
    )
}
pub fn security() -> Actor {
    person(
        "security",
        Side::Operator,
        OPERATOR,
        &["locksmith"],
        &["locks"],
    )
}
pub fn decider() -> Actor {
    person(
        "decider",
        Side::Operator,
        OPERATOR,
        &["keeper", "chair"],
        &["desk"],
    )
}

pub fn everybody() -> Vec<Actor> {
    vec![
        legal(),
        delegate(),
        member(),
        stranger(),
        auditor(),
        clerk(),
        reviewer(),
        security(),
        decider(),
        Actor::system(),
    ]
}

pub const FUNCTIONS: &str = "functions";
pub const SECURITY: &str = "security";

pub fn key(text: &str) -> ProofKey {
    text.into()
}

pub fn chapter(text: &str) -> ChapterCode {
    text.into()
}

/// Two chapters; one proof of each is examined by the security team.
pub fn catalogue(version: &str) -> CatalogueVersion {
    let requirement = |id: &str, profiles: &[&str], nature, proofs: &[&str]| Requirement {
        id: id.into(),
        perimeter: "1".into(),
        statement: Html::new("<p>…</p>"),
        comment: Html::new(""),
        profiles: profiles
            .iter()
            .map(|profile| (*profile).to_owned())
            .collect(),
        former_profiles: Vec::new(),
        criticality: Criticality::Major,
        nature,
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
        version: version.to_owned(),
        title: "Small catalogue".into(),
        published: None,
        chapters: vec![
            chapter(
                FUNCTIONS,
                vec![
                    requirement(
                        "F.01",
                        &["General"],
                        Nature::Required,
                        &["F.01.a", "F.01.b"],
                    ),
                    requirement("F.02", &["Clinic"], Nature::Required, &["F.02.a"]),
                    requirement("F.03", &[], Nature::Recommended, &["F.03.a"]),
                ],
            ),
            chapter(
                SECURITY,
                vec![
                    requirement("S.01", &["General"], Nature::Required, &["S.01.a"]),
                    requirement("S.02", &["General"], Nature::Required, &["S.02.a"]),
                    requirement("S.03", &["General"], Nature::Required, &["S.03.a"]),
                ],
            ),
        ],
    }
}

/// The second programme of the tests: no code of it stands in Rust outside the tests.
pub fn programme() -> Programme {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programmes/small");
    let files = |path: &str| std::fs::read(root.join(path)).ok();
    match Programme::read(&files) {
        Ok((programme, findings)) if findings.is_empty() => programme,
        Ok((_, findings)) | Err(findings) => panic!("{findings:#?}"),
    }
}

/// Failures of what is inside of a file are argued with a reason.
fn admitting_reasons(mut programme: Programme) -> Programme {
    let admitted = &mut programme.submission.reason_suffices;
    admitted.insert("inner.*".to_owned());
    programme
}

impl Stage {
    pub fn new() -> Self {
        Self {
            programme: admitting_reasons(programme()),
            catalogue: catalogue("1.0"),
            journal: Vec::new(),
            state: Application::default(),
            now: "2026-09-07T08:00:00Z".parse().unwrap(),
            siblings: SiblingFacts {
                listing_number: "T-1".into(),
                ..SiblingFacts::default()
            },
            findings: Vec::new(),
            upcoming: None,
            next_id: 1,
        }
    }

    pub fn id(&mut self) -> Uuid {
        self.next_id += 1;
        Uuid::from_u128(self.next_id)
    }

    pub fn evidence(&mut self) -> EvidenceId {
        EvidenceId(self.id())
    }

    pub fn at(mut self, instant: &str) -> Self {
        self.now = instant.parse().unwrap();
        self
    }

    /// Another application of the vendor, where a piece answers the same expected proof.
    pub fn elsewhere(&mut self, slot: &str) -> EvidenceId {
        let evidence = self.evidence();
        let mut other = Self::new();
        other.state = self.state.clone();
        other.force(
            &delegate(),
            Event::EvidenceFiled {
                evidence,
                slot: key(slot),
                content: file(&format!("elsewhere-{}.png", evidence.0.as_u128()), 12),
            },
        );
        // Another proof has a piece of its own there.
        let another = if slot == "F.01.b" { "F.01.a" } else { "F.01.b" };
        other.force(
            &delegate(),
            Event::EvidenceFiled {
                evidence: EvidenceId(Uuid::from_u128(u128::MAX)),
                slot: key(another),
                content: file("another.png", 12),
            },
        );
        self.siblings.source = Some(std::sync::Arc::new(other.state));
        evidence
    }

    /// Decides and, unless refused, records.
    pub fn run(&mut self, actor: &Actor, command: Command) -> Result<Vec<Event>, Refusal> {
        let mut siblings = self.siblings.clone();
        let adopted = match command {
            Command::AdoptCatalogueVersion { .. } => self.upcoming.take(),
            _ => None,
        };
        if adopted.is_some() {
            siblings.former_catalogue = Some(std::sync::Arc::new(self.catalogue.clone()));
        }
        let context = Context {
            now: self.now,
            actor,
            programme: &self.programme,
            catalogue: adopted.as_ref().unwrap_or(&self.catalogue),
            siblings: &siblings,
            findings: &self.findings,
        };
        let events = decide(&self.state, command, &context)?;
        for event in &events {
            self.force(actor, event.clone());
        }
        if let Some(adopted) = adopted {
            self.catalogue = adopted;
        }
        Ok(events)
    }

    /// A check found something in the piece that stands alone in a slot.
    pub fn found(&mut self, slot: &str, code: &str, grade: Grade) -> EvidenceId {
        let link = self.state.slot(&key(slot)).unwrap().links[0].clone();
        self.findings.push(Finding {
            slot: key(slot),
            evidence: link.evidence,
            version: link.version,
            code: code.to_owned(),
            grade,
        });
        link.evidence
    }

    /// Records an event that no rule has seen: what a broken rule would let through.
    pub fn force(&mut self, actor: &Actor, event: Event) {
        let recorded = Recorded {
            version: self.state.version + 1,
            at: self.now,
            actor: actor.reference(),
            event,
        };
        evolve(&mut self.state, &recorded);
        self.journal.push(recorded);
    }

    #[track_caller]
    pub fn done(&mut self, actor: &Actor, command: Command) {
        if let Err(refusal) = self.run(actor, command.clone()) {
            panic!("{command:?} was refused: {refusal:?}");
        }
    }

    #[track_caller]
    pub fn refused(&mut self, actor: &Actor, command: Command) -> Refusal {
        let before = self.state.clone();
        let refusal = self
            .run(actor, command)
            .expect_err("should have been refused");
        assert_eq!(before, self.state);
        refusal
    }

    pub fn slots(&self) -> Vec<ProofSlot<'_>> {
        applicable_slots(&self.programme, &self.catalogue, &self.state)
    }

    pub fn duties(&self) -> Vec<Duty> {
        duties(&self.programme, &self.state, &self.slots())
    }

    pub fn chapter_state(&self, code: &str) -> ChapterState {
        chapter_state(&self.state, &self.slots(), &chapter(code))
    }

    pub fn state_code(&self) -> &'static str {
        application_state(&self.state, &self.slots()).code()
    }

    pub fn slot_state(&self, slot: &str, viewpoint: Viewpoint) -> SlotState {
        slot_state(self.state.slot(&key(slot)), viewpoint)
    }

    pub fn open_command(&self) -> Command {
        Command::OpenApplication {
            number: "D-1".into(),
            vendor: VendorRef {
                id: OrganisationId(Uuid::from_u128(VENDOR)),
                name: "Vendor".into(),
            },
            product: ProductRef {
                reference: "P-1".into(),
                name: "Product".into(),
            },
            scheme: "BOX".into(),
            catalogue: CatalogueRef {
                code: "CAT".into(),
                version: "1.0".into(),
            },
        }
    }

    /// Up to a submitted eligibility.
    pub fn submitted(mut self) -> Self {
        let open = self.open_command();
        self.done(&delegate(), open);
        self.done(&legal(), Command::AcceptCharter);
        self.fill_forms();
        self.done(&delegate(), Command::SubmitEligibility);
        self
    }

    pub fn fill_forms(&mut self) {
        self.done(
            &delegate(),
            form("maker", &[("name_on_the_box", "Product")]),
        );
        self.done(
            &delegate(),
            form(
                "box",
                &[
                    ("registry_number", "N1"),
                    ("release", "1.0.0"),
                    ("old_releases", "none"),
                ],
            ),
        );
        self.done(
            &delegate(),
            Command::Declare {
                declarations: declarations(false),
            },
        );
        self.done(&delegate(), self.certified("seen"));
    }

    pub fn certified(&self, status: &str) -> Command {
        Command::RecordCertificationRequest {
            certification: "link".into(),
            request: CertificationRequest {
                product: "Product".into(),
                version: "1.0.0".into(),
                nil: String::new(),
                status: status.into(),
                status_date: None,
                evidence: None,
            },
        }
    }

    /// Up to the opening of the proofs.
    pub fn eligible(self) -> Self {
        let mut stage = self.submitted();
        stage.done(&clerk(), Command::DeclareEligible);
        stage
    }

    pub fn file(&mut self, slot: &str) -> EvidenceId {
        let evidence = self.evidence();
        let command = self.filing(evidence, slot);
        self.done(&delegate(), command);
        evidence
    }

    pub fn filing(&self, evidence: EvidenceId, slot: &str) -> Command {
        Command::FileEvidence {
            evidence,
            slot: key(slot),
            content: file(&format!("{}.png", evidence.0.as_u128()), 12),
            started_at: self.now,
        }
    }

    pub fn fill_chapter(&mut self, code: &str) {
        let missing: Vec<ProofKey> = self
            .slots()
            .iter()
            .filter(|slot| slot.chapter.code.as_str() == code && slot.required)
            .map(|slot| slot.key.clone())
            .collect();
        for slot in missing {
            if self.slot_state(slot.as_str(), Viewpoint::Vendor) == SlotState::Missing {
                self.file(slot.as_str());
            }
        }
    }

    pub fn submit(&mut self, code: &str) {
        self.fill_chapter(code);
        self.done(
            &delegate(),
            Command::SubmitChapter {
                chapter: chapter(code),
                remainder: None,
                reasons: [].into(),
            },
        );
    }

    pub fn judge(&mut self, actor: &Actor, slot: &str, verdict: Verdict) {
        let remarks = match verdict {
            Verdict::ChangesRequested => vec![self.remark(true)],
            _ => Vec::new(),
        };
        self.done(
            actor,
            Command::GiveVerdict {
                slot: key(slot),
                verdict,
                note: None,
                remarks,
            },
        );
    }

    pub fn remark(&mut self, blocking: bool) -> RemarkDraft {
        RemarkDraft {
            id: RemarkId(self.id()),
            text: "Show the date.".into(),
            blocking,
            piece: None,
            anchor: Some(Anchor::Moment {
                seconds: 12,
                until: None,
            }),
        }
    }

    pub fn return_chapter(&mut self, code: &str) -> RequestId {
        let request = RequestId(self.id());
        self.done(
            &reviewer(),
            Command::ReturnChapter {
                chapter: chapter(code),
                request,
                message: "See the remarks.".into(),
            },
        );
        request
    }

    /// Everything conform and validated, certification obtained.
    pub fn ready(self) -> Self {
        let mut stage = self.eligible();
        for code in [FUNCTIONS, SECURITY] {
            stage.submit(code);
        }
        stage.judge(&reviewer(), "F.01.a", Verdict::Conform);
        stage.judge(&reviewer(), "F.01.b", Verdict::Conform);
        stage.judge(&reviewer(), "S.01.a", Verdict::Conform);
        stage.judge(&security(), "S.02.a", Verdict::Conform);
        for code in [FUNCTIONS, SECURITY] {
            stage.done(
                &reviewer(),
                Command::ValidateChapter {
                    chapter: chapter(code),
                },
            );
        }
        stage.done(&delegate(), stage.certified("held"));
        stage
    }

    pub fn grant(&self) -> Command {
        Command::Decide {
            outcome: Outcome::Granted,
            reasons: "Every requirement is met.".into(),
            reservations: Vec::new(),
        }
    }
}

pub fn form(code: &str, values: &[(&str, &str)]) -> Command {
    Command::FillForm {
        form: code.into(),
        values: values
            .iter()
            .map(|(k, v)| ((*k).into(), (*v).to_owned()))
            .collect(),
    }
}

pub fn declarations(edc: bool) -> BTreeMap<crate::programme::DeclarationCode, DeclarationValue> {
    [
        ("trusted".into(), DeclarationValue::Boolean(edc)),
        ("local_accounts".into(), DeclarationValue::Boolean(true)),
    ]
    .into()
}

pub fn file(name: &str, size: u64) -> Content {
    Content::File(FileContent {
        hash: "ab".repeat(32),
        name: name.to_owned(),
        size,
        media_type: "image/png".into(),
    })
}

pub fn set(keys: &[&str]) -> BTreeSet<ProofKey> {
    keys.iter().map(|one| key(one)).collect()
}
