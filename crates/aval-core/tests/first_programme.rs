//! The first programme and its delivered catalogues, through the rules that know nothing of
//! them: which proofs are asked of whom.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use aval_core::{
    access::{Actor, Side},
    application::MissingPiece,
    application::{
        Application, CatalogueRef, Command, Context, Event, ProductRef, ProofSlot, Recorded,
        Refusal, SiblingFacts, VendorRef, applicable_slots, decide, effective_profiles,
        eligibility_gaps, evolve, fold,
    },
    catalogue::{
        CatalogueVersion, Chapter, ChapterCode, Criticality, ExpectedProof, FunctionGroup, Html,
        Nature, Requirement, Scenario, slug,
    },
    ids::{AccountId, OrganisationId},
    programme::{DeclarationValue, Programme},
};

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/segur-v2")
}

fn programme() -> Programme {
    let files = |path: &str| std::fs::read(root().join(path)).ok();
    let (programme, findings) = Programme::read(&files).unwrap();
    assert_eq!(findings, []);
    programme
}

/// A rough tree of a delivered CSV: enough to compute slots. The real import is another
/// room's.
fn catalogue(code: &str, csv_path: &str) -> CatalogueVersion {
    let mut reader = csv::Reader::from_path(root().join(csv_path)).unwrap();
    let mut chapters: Vec<Chapter> = Vec::new();
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let cell = |name: &str| row[name].trim().to_owned();
        let chapter = ChapterCode::new(slug(&cell("Chapitre")));
        if chapters.iter().all(|held| held.code != chapter) {
            chapters.push(Chapter {
                code: chapter.clone(),
                name: cell("Chapitre"),
                function_groups: vec![FunctionGroup {
                    name: String::new(),
                    requirements: Vec::new(),
                }],
            });
        }
        let chapter = chapters
            .iter_mut()
            .find(|held| held.code == chapter)
            .unwrap();
        chapter.function_groups[0].requirements.push(Requirement {
            id: cell("ID").as_str().into(),
            perimeter: String::new(),
            statement: Html::new(""),
            comment: Html::new(""),
            profiles: vec![cell("Profil")],
            former_profiles: Vec::new(),
            criticality: Criticality::Major,
            nature: Nature::Required,
            order: None,
            scenarios: vec![Scenario {
                number: cell("N° scénario"),
                text: Html::new(""),
                proofs: vec![ExpectedProof {
                    key: cell("N° preuve").as_str().into(),
                    number: cell("N° preuve"),
                    text: Html::new(""),
                }],
            }],
        });
    }
    CatalogueVersion {
        code: code.into(),
        version: "1.0".to_owned(),
        title: String::new(),
        published: None,
        chapters,
    }
}

fn vendor() -> Actor {
    Actor {
        id: AccountId(uuid::Uuid::from_u128(1)),
        name: "Camille".to_owned(),
        side: Side::Vendor,
        organisation: OrganisationId(uuid::Uuid::from_u128(2)),
        roles: ["legal_representative".into()].into(),
        teams: BTreeSet::new(),
    }
}

struct Desk {
    programme: Programme,
    catalogue: CatalogueVersion,
    state: Application,
    siblings: SiblingFacts,
}

impl Desk {
    fn open(scheme: &str) -> Self {
        let programme = programme();
        let entry = programme.catalogue_for(&scheme.into()).unwrap();
        let csv = entry.versions[0].csv.clone().unwrap();
        let code = entry.code.to_string();
        let mut desk = Self {
            catalogue: catalogue(&code, &csv),
            programme,
            state: Application::default(),
            siblings: SiblingFacts::default(),
        };
        desk.run(Command::OpenApplication {
            number: "D-1".into(),
            vendor: VendorRef {
                id: vendor().organisation,
                name: "Cabinet Logiciel".into(),
            },
            product: ProductRef {
                reference: "P-1".into(),
                name: "Carnet".into(),
            },
            scheme: scheme.into(),
            catalogue: CatalogueRef {
                code: code.as_str().into(),
                version: "1.0".into(),
            },
        })
        .unwrap();
        desk.run(Command::AcceptCharter).unwrap();
        desk
    }

    fn run(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        let actor = vendor();
        let now = "2026-09-07T08:00:00Z".parse().unwrap();
        let context = Context {
            now,
            actor: &actor,
            programme: &self.programme,
            catalogue: &self.catalogue,
            siblings: &self.siblings,
            findings: &[],
        };
        let events = decide(&self.state, command, &context)?;
        for event in &events {
            let recorded = Recorded {
                version: self.state.version + 1,
                at: now,
                actor: actor.reference(),
                event: event.clone(),
            };
            evolve(&mut self.state, &recorded);
        }
        Ok(events)
    }

    fn say(&mut self, code: &str, yes: bool) {
        let declarations = [(code.into(), DeclarationValue::Boolean(yes))].into();
        self.run(Command::Declare { declarations }).unwrap();
    }

    fn slots(&self) -> Vec<ProofSlot<'_>> {
        applicable_slots(&self.programme, &self.catalogue, &self.state)
    }

    fn asks(&self, requirement: &str) -> bool {
        self.slots()
            .iter()
            .any(|slot| slot.requirement.id.as_str() == requirement)
    }

    fn justification_expected(&self, requirement: &str) -> bool {
        self.slots()
            .iter()
            .any(|slot| slot.requirement.id.as_str() == requirement && slot.justification_expected)
    }

    fn gaps(&self) -> Vec<MissingPiece> {
        eligibility_gaps(&self.programme, &self.state, &[])
    }
}

#[test]
fn the_penetration_test_is_asked_of_those_who_belong_to_the_trust_space() {
    let mut desk = Desk::open("LGC");
    assert!(!desk.asks("SC.PSC.14"));
    desk.say("edc_psc", true);
    assert!(desk.asks("SC.PSC.14"));
    let slots = desk.slots();
    let slot = slots
        .iter()
        .find(|slot| slot.requirement.id.as_str() == "SC.PSC.14")
        .unwrap();
    assert_eq!(slot.team.as_str(), "security");
    assert_eq!(slot.formats, BTreeSet::from(["pdf".to_owned()]));
    assert!(slot.required);
    // The same answer asks for the certification of the trust space.
    assert!(desk.gaps().iter().any(|gap| matches!(
        gap,
        MissingPiece::Certification { certification, .. } if certification.as_str() == "edc_psc"
    )));
    desk.say("edc_psc", false);
    assert!(!desk.asks("SC.PSC.14"));
}

#[test]
fn an_edition_imported_later_asks_what_the_last_described_one_asked() {
    let programme = programme();
    let catalogue = "REM-MS-DUI-Va2".into();
    let ask = |version: &str, proof: &str| {
        programme
            .proof_requirement(&catalogue, version, &proof.into())
            .map(|row| (row.version.as_str(), row.team.as_str()))
    };
    assert_eq!(ask("1.0", "PSC.14.01.01"), Some(("1.0", "security")));
    assert_eq!(ask("7.3", "PSC.14.01.01"), Some(("1.1", "security")));
    assert_eq!(ask("7.3", "NEW.01.01.01"), None);
    let elsewhere = "REM-NONE".into();
    assert!(
        programme
            .proof_requirement(&elsewhere, "1.0", &"PSC.14.01.01".into())
            .is_none()
    );
    // What a described edition took out stays out of it.
    let gone = programme.proof_requirements.iter().find(|row| {
        row.catalogue == catalogue
            && row.version == "1.0"
            && ask("1.1", row.proof.as_str()).is_none()
    });
    assert!(gone.is_some());
}

#[test]
fn the_imposed_profile_brings_its_requirements_without_being_chosen() {
    let mut shelter = Desk::open("DUI-AHI");
    assert!(shelter.asks("SC.SSI/GEN.18") && shelter.asks("SC.SSI/GEN.12"));
    let nothing = Command::ChooseProfiles {
        profiles: BTreeSet::new(),
    };
    shelter.run(nothing).unwrap();
    assert!(shelter.asks("SC.SSI/GEN.18"));
    let profiles = effective_profiles(&shelter.programme, &shelter.state);
    assert_eq!(profiles, ["ahi".into(), "general".into()].into());
    let mut elderly = Desk::open("DUI-PAPHDOM");
    assert!(!elderly.asks("SC.SSI/GEN.18"));
    let chosen = Command::ChooseProfiles {
        profiles: ["ahi".into()].into(),
    };
    assert_eq!(elderly.run(chosen).unwrap_err(), Refusal::ProfileNotOffered);
    let invented = Command::ChooseProfiles {
        profiles: ["dentist".into()].into(),
    };
    assert_eq!(elderly.run(invented).unwrap_err(), Refusal::UnknownProfile);
}

#[test]
fn an_optional_profile_adds_proofs_and_takes_none_away() {
    let mut desk = Desk::open("LGC");
    let keys = |desk: &Desk| -> BTreeSet<String> {
        desk.slots()
            .iter()
            .map(|slot| slot.key.to_string())
            .collect()
    };
    let general = keys(&desk);
    let profiles = ["cds".into()].into();
    desk.run(Command::ChooseProfiles { profiles }).unwrap();
    let with_centres = keys(&desk);
    assert!(general.is_subset(&with_centres) && general.len() < with_centres.len());
}

#[test]
fn what_does_not_concern_a_solution_is_justified_rather_than_forgotten() {
    let mut desk = Desk::open("LGC");
    for (declaration, requirement) in [
        ("stores_id_copies", "INS/va1.42"),
        ("local_accounts", "SC.SSI/IE.36"),
    ] {
        desk.say(declaration, true);
        assert!(!desk.justification_expected(requirement), "{requirement}");
        desk.say(declaration, false);
        assert!(desk.justification_expected(requirement), "{requirement}");
    }
}

#[test]
fn a_third_party_component_brings_its_own_number_unless_it_is_an_integration_engine() {
    let mut desk = Desk::open("LGC");
    let asked = |desk: &Desk, field: &str| {
        desk.gaps()
            .contains(&MissingPiece::Field("eligibility".into(), field.into()))
    };
    assert!(asked(&desk, "nie") && asked(&desk, "nil"));
    assert!(!asked(&desk, "third_party_nil"));
    desk.say("third_party_certified", true);
    assert!(asked(&desk, "third_party_nil"));
    desk.say("third_party_is_eai", true);
    assert!(!asked(&desk, "third_party_nil"));
    desk.say("third_party_is_eai", false);
    let values = [("third_party_nil".into(), "NIL-7".to_owned())].into();
    let form = "eligibility".into();
    desk.run(Command::FillForm { form, values }).unwrap();
    assert!(!asked(&desk, "third_party_nil"));
}

#[test]
fn an_application_of_the_first_programme_folds_back_from_its_events() {
    let desk = Desk::open("LGC");
    assert_eq!(fold([]), Application::default());
    assert_eq!(desk.state.version, 2);
    assert_eq!(
        desk.state
            .opening
            .as_ref()
            .map(|opening| opening.scheme.as_str()),
        Some("LGC")
    );
}
