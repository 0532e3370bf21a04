//! Plays the applications of a demonstration through the rules, command after command, at
//! the instants of the past that the data tell: what is then in the journal is what people
//! would have written there.

use std::collections::{BTreeMap, BTreeSet};

use aval_core::{
    access::{Actor, Side},
    application::{
        CatalogueRef, CertificationRequest, CollaboratorRights, Command, Content, FileContent,
        Outcome, ProductRef, ProofSlot, RemarkDraft, SlotState, Task, VendorRef, Verdict,
        Viewpoint, slot_state,
    },
    catalogue::{ChapterCode, ProofKey, slug},
    ids::{ApplicationId, EvidenceId, MessageId, RemarkId, RequestId},
    programme::{DeclarationValue, FieldType, Programme},
};
use aval_web::{
    applications::{Dossier, Failure},
    house::House,
};
use jiff::{Timestamp, ToSpan, civil::Time};

use super::{
    calendar::Calendar,
    cast::{Cast, Character, ProofTold, Tale},
    forms::Signing,
    pieces::{Made, Maker, Piece},
};
use crate::installation::StartError;

/// Declaration that says which form is filled.
const APPLICATION_TYPE: &str = "application_type";

/// People by code.
pub type Troupe = BTreeMap<String, Actor>;

/// What is played at one instant.
enum Scene<'a> {
    Fill {
        chapter: ChapterCode,
        part: Part,
    },
    Submit {
        chapter: ChapterCode,
    },
    Judge {
        chapter: ChapterCode,
        part: Part,
    },
    Conclude {
        chapter: ChapterCode,
    },
    Letter(&'a super::cast::Letter),
    Certified(&'a super::cast::Certification),
    Invite {
        auditor: &'a Character,
        proof: &'a str,
        until: i32,
    },
    Decide(&'a super::cast::DecisionTold),
    Marketed,
    Remind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Half,
}

/// One application being told.
struct Teller<'a> {
    house: &'a House,
    calendar: &'a Calendar,
    troupe: &'a Troupe,
    tale: &'a Tale,
    id: ApplicationId,
    /// The representative who does the daily work.
    hand: &'a Actor,
    lead: &'a Actor,
    maker: Maker<'a>,
}

/// Plays every application. `progress` hears the name of each.
pub async fn play(
    house: &House,
    cast: &Cast,
    troupe: &Troupe,
    calendar: &Calendar,
    mut progress: impl FnMut(&str),
) -> Result<(), StartError> {
    let setup = house.settings().pentest.clone();
    let rules = setup.as_deref().map(|setup| setup.rules());
    let signing = Signing::new(cast, rules)?;
    for tale in &cast.applications {
        progress(&format!("{} – {}", tale.code, tale.product));
        let teller = Teller {
            house,
            calendar,
            troupe,
            tale,
            id: ApplicationId(house.id()),
            hand: hand_of(cast, troupe, tale, house.programme())?,
            lead: person(troupe, &tale.referent)?,
            maker: Maker {
                house,
                signing: &signing,
                application_type: tale
                    .declarations
                    .iter()
                    .find_map(|(code, value)| match value {
                        DeclarationValue::Choice(choice) if code == APPLICATION_TYPE => {
                            Some(choice.as_str())
                        }
                        _ => None,
                    })
                    .unwrap_or_default(),
                programme: house.programme(),
                product: &tale.product,
                version: tale
                    .form
                    .get("technical_version")
                    .map_or("", String::as_str),
                vendor: cast
                    .organisations
                    .iter()
                    .find(|company| company.code == tale.vendor)
                    .map_or("", |company| company.name.as_str()),
            },
        };
        teller.tell(cast).await?;
    }
    Ok(())
}

fn person<'a>(troupe: &'a Troupe, code: &str) -> Result<&'a Actor, StartError> {
    troupe
        .get(code)
        .ok_or_else(|| wrong(format!("La personne « {code} » manque dans les données.")))
}

fn wrong(sentence: String) -> StartError {
    StartError::Demonstration(format!(
        "Les données de démonstration ne se jouent pas : {sentence}"
    ))
}

/// A representative of the vendor: a delegate when there is one.
fn hand_of<'a>(
    cast: &Cast,
    troupe: &'a Troupe,
    tale: &Tale,
    programme: &Programme,
) -> Result<&'a Actor, StartError> {
    let mut representatives: Vec<&Actor> = cast
        .users
        .iter()
        .filter(|user| user.organisation == tale.vendor)
        .filter_map(|user| troupe.get(&user.code))
        .filter(|actor| actor.can("attach_collaborators", programme))
        .collect();
    representatives.sort_by_key(|actor| actor.can("accept_charter", programme));
    representatives
        .first()
        .copied()
        .ok_or_else(|| wrong(format!("« {} » n’a pas de représentant.", tale.vendor)))
}

impl<'a> Teller<'a> {
    async fn tell(&self, cast: &'a Cast) -> Result<(), StartError> {
        self.open(cast).await?;
        let eligible = self.administration(cast).await?;
        let dossier = self.dossier().await?;
        let mut scenes = self.scenes(cast, &dossier, eligible)?;
        scenes.sort_by_key(|(at, _)| *at);
        for (at, scene) in scenes {
            self.play(at, scene).await?;
        }
        Ok(())
    }

    async fn act(&self, actor: &Actor, command: Command, at: Timestamp) -> Result<(), StartError> {
        let told = format!("{command:?}").chars().take(120).collect::<String>();
        match self
            .house
            .execute_at(actor, self.id, command, None, at)
            .await
        {
            Ok(_) => Ok(()),
            Err(Failure::Store(error)) => Err(error.into()),
            Err(failure) => Err(wrong(format!(
                "{} : {} ne peut pas {told} ({failure:?}).",
                self.tale.code, actor.name
            ))),
        }
    }

    async fn dossier(&self) -> Result<Dossier, StartError> {
        self.house
            .dossier(&Actor::system(), self.id)
            .await
            .map_err(|failure| wrong(format!("{} : {failure:?}", self.tale.code)))
    }

    async fn open(&self, cast: &Cast) -> Result<(), StartError> {
        let tale = self.tale;
        let at = self.calendar.instant(tale.opened);
        let vendor = cast
            .organisations
            .iter()
            .find(|company| company.code == tale.vendor)
            .ok_or_else(|| wrong(format!("L’organisation « {} » manque.", tale.vendor)))?;
        let command = Command::OpenApplication {
            number: tale.code.clone(),
            vendor: VendorRef {
                id: self.hand.organisation,
                name: vendor.name.clone(),
            },
            product: ProductRef {
                reference: tale.product_reference.clone(),
                name: tale.product.clone(),
            },
            scheme: tale.scheme.as_str().into(),
            catalogue: CatalogueRef {
                code: tale.catalogue.as_str().into(),
                version: tale.catalogue_version.clone(),
            },
        };
        self.act(self.hand, command, at).await?;
        for member in cast
            .users
            .iter()
            .filter(|user| user.applications.contains(&tale.code))
        {
            let actor = person(self.troupe, &member.code)?;
            let rights = CollaboratorRights {
                tasks: BTreeSet::from([Task::Upload, Task::Message]),
                chapters: None,
            };
            let command = Command::AttachCollaborator {
                account: actor.id,
                name: actor.name.clone(),
                rights,
            };
            self.act(self.hand, command, at + 5.minutes()).await?;
        }
        self.act(
            person(self.troupe, &tale.charter_accepted.by)?,
            Command::AcceptCharter,
            self.calendar.instant(tale.charter_accepted.at),
        )
        .await
    }

    /// Forms, certifications, eligibility. Gives the day on which the proofs opened.
    async fn administration(&self, cast: &Cast) -> Result<Option<i32>, StartError> {
        let tale = self.tale;
        let charter = tale.charter_accepted.at;
        let answered = tale.eligible.as_ref().map_or_else(
            || tale.messages.first().map_or(0, |letter| letter.at.day),
            |eligible| eligible.at.day,
        );
        let submitted_day = charter.day + (answered - charter.day) / 2;
        let submitted = self
            .calendar
            .at(submitted_day, Time::constant(17, 10, 0, 0));
        let filled = submitted - 6.hours();
        self.fill_forms(cast, filled).await?;
        let profiles = tale
            .profiles
            .iter()
            .map(|code| code.as_str().into())
            .collect();
        self.act(
            self.hand,
            Command::ChooseProfiles { profiles },
            filled + 20.minutes(),
        )
        .await?;
        let declarations = tale
            .declarations
            .iter()
            .map(|(code, value)| (code.as_str().into(), value.clone()))
            .collect();
        self.act(
            self.hand,
            Command::Declare { declarations },
            filled + 25.minutes(),
        )
        .await?;
        self.first_certifications(submitted_day, filled + 40.minutes())
            .await?;
        self.act(self.hand, Command::SubmitEligibility, submitted)
            .await?;
        self.act(
            self.lead,
            Command::AssignCaseLead {
                account: self.lead.id,
                name: self.lead.name.clone(),
            },
            submitted + 40.minutes(),
        )
        .await?;
        let Some(eligible) = &tale.eligible else {
            return Ok(None);
        };
        let at = self.calendar.instant(eligible.at);
        self.act(
            person(self.troupe, &eligible.by)?,
            Command::DeclareEligible,
            at,
        )
        .await?;
        Ok(Some(eligible.at.day))
    }

    async fn fill_forms(&self, cast: &Cast, at: Timestamp) -> Result<(), StartError> {
        let programme = self.house.programme();
        let company = cast
            .organisations
            .iter()
            .find(|company| company.code == self.tale.vendor);
        for form in &programme.forms {
            let mut values = BTreeMap::new();
            for field in &form.fields {
                let told = self.tale.form.get(field.code.as_str()).cloned();
                let value = match field.field_type {
                    FieldType::FileOrNone if told.as_deref() == Some("file") => {
                        let file = self.keep(self.maker.list(at)?).await?;
                        let command = Command::AttachFormFile {
                            form: form.code.clone(),
                            field: field.code.clone(),
                            file,
                        };
                        self.act(self.hand, command, at + 10.minutes()).await?;
                        None
                    }
                    FieldType::Siren => {
                        told.or_else(|| company.and_then(|company| company.siren.clone()))
                    }
                    FieldType::Person => told.or_else(|| Some(self.hand.name.clone())),
                    FieldType::Text if field.required => {
                        told.or_else(|| Some(self.tale.product.clone()))
                    }
                    FieldType::Text | FieldType::FileOrNone => told,
                    _ => None,
                };
                values.extend(value.map(|value| (field.code.clone(), value)));
            }
            if !values.is_empty() {
                let command = Command::FillForm {
                    form: form.code.clone(),
                    values,
                };
                self.act(self.hand, command, at).await?;
            }
        }
        Ok(())
    }

    /// At the submission each certification stood at the least status admitted, or at the
    /// one told if it was reached already.
    async fn first_certifications(&self, day: i32, at: Timestamp) -> Result<(), StartError> {
        let dossier = self.dossier().await?;
        let programme = self.house.programme();
        let state = &dossier.state;
        let required: Vec<_> = programme
            .certifications_required(
                &self.tale.scheme.as_str().into(),
                &state.profiles,
                &state.declarations,
            )
            .map(|certification| certification.code.clone())
            .collect();
        let rules = &programme.certification_rules;
        for code in required {
            let told = self
                .tale
                .certification_requests
                .iter()
                .find(|told| told.certification == code.as_str());
            let (status, reached) = match told {
                Some(told) if told.status_day <= day => {
                    (told.status.as_str().into(), told.status_day)
                }
                Some(_) => (rules.eligibility_min_status.clone(), day - 3),
                // Not told: obtained when the story ends well, so that it can.
                None if ["listed", "ready_for_decision"].contains(&self.tale.state.as_str()) => {
                    (rules.attribution_min_status.clone(), day - 3)
                }
                None => (rules.eligibility_min_status.clone(), day - 3),
            };
            self.certify(code.as_str(), status, reached, at).await?;
        }
        Ok(())
    }

    async fn certify(
        &self,
        certification: &str,
        status: aval_core::programme::StatusCode,
        reached: i32,
        at: Timestamp,
    ) -> Result<(), StartError> {
        let dossier = self.dossier().await?;
        let label = self.house.programme().status_label(&status).to_owned();
        let words = format!("{certification} – {label}");
        let evidence = self.keep(self.maker.capture(&words, at)?).await?;
        let field = |code: &str| self.tale.form.get(code).cloned().unwrap_or_default();
        let request = CertificationRequest {
            product: self.tale.product.clone(),
            version: field("technical_version"),
            nil: field("nil"),
            status,
            status_date: Some(self.calendar.date(reached)),
            evidence: Some(evidence),
        };
        let same = dossier
            .state
            .certifications
            .get(&certification.into())
            .is_some_and(|held| held.status == request.status);
        if same {
            return Ok(());
        }
        let command = Command::RecordCertificationRequest {
            certification: certification.into(),
            request,
        };
        self.act(self.hand, command, at).await
    }

    async fn keep(&self, piece: Piece) -> Result<FileContent, StartError> {
        let size = u64::try_from(piece.octets.len()).unwrap_or(u64::MAX);
        let stored = self
            .house
            .blobs()
            .put(&mut piece.octets.as_slice(), size)
            .await
            .map_err(|error| wrong(error.to_string()))?;
        Ok(FileContent {
            hash: stored.hash,
            name: piece.name,
            size: stored.size,
            media_type: piece.media_type.to_owned(),
        })
    }

    fn scenes(
        &self,
        cast: &'a Cast,
        dossier: &Dossier,
        eligible: Option<i32>,
    ) -> Result<Vec<(Timestamp, Scene<'a>)>, StartError> {
        let tale = self.tale;
        let mut scenes: Vec<(Timestamp, Scene)> = tale
            .messages
            .iter()
            .map(|letter| (self.calendar.instant(letter.at), Scene::Letter(letter)))
            .collect();
        if let Some(eligible) = eligible {
            self.proof_scenes(dossier, eligible, &mut scenes)?;
            for certification in &tale.certification_requests {
                let day = certification.status_day;
                if day > eligible {
                    scenes.push((
                        self.calendar.at(day, Time::constant(11, 20, 0, 0)),
                        Scene::Certified(certification),
                    ));
                }
            }
            for auditor in &cast.users {
                for invitation in auditor
                    .slots
                    .iter()
                    .filter(|slot| slot.application == tale.code)
                {
                    scenes.push((
                        self.calendar.at(eligible + 1, Time::constant(9, 5, 0, 0)),
                        Scene::Invite {
                            auditor,
                            proof: &invitation.proof,
                            until: invitation.access_until_day,
                        },
                    ));
                }
            }
        }
        if let Some(decision) = &tale.decision {
            scenes.push((self.calendar.instant(decision.at), Scene::Decide(decision)));
            if let Some(day) = decision.marketed_day {
                let at = self.calendar.at(day, Time::constant(15, 0, 0, 0));
                scenes.push((at, Scene::Marketed));
            }
        }
        // The clock looked every working morning since the first request.
        if let Some(first) = tale.messages.iter().find(|letter| letter.expects_reply) {
            for day in first.at.day + 1..=0 {
                scenes.push((
                    self.calendar.at(day, Time::constant(7, 30, 0, 0)),
                    Scene::Remind,
                ));
            }
        }
        Ok(scenes)
    }

    fn proof_scenes(
        &self,
        dossier: &Dossier,
        eligible: i32,
        scenes: &mut Vec<(Timestamp, Scene<'a>)>,
    ) -> Result<(), StartError> {
        let tale = self.tale;
        let slots = dossier.slots(self.house);
        let chapters = aval_core::application::chapters_of(&slots);
        let mut told: Vec<(ChapterCode, &str)> = Vec::new();
        for (chapter, _) in &chapters {
            let state = tale
                .chapters
                .iter()
                .find(|one| one.name == "*" || slug(&one.name) == chapter.code.as_str());
            told.extend(state.map(|one| (chapter.code.clone(), one.state.as_str())));
        }
        let end = tale
            .decision
            .as_ref()
            .map(|decision| decision.at.day - 4)
            .or_else(|| {
                let returned = |letter: &&super::cast::Letter| {
                    letter.expects_reply
                        && self
                            .troupe
                            .get(&letter.from)
                            .is_some_and(|actor| actor.side == Side::Operator)
                };
                tale.messages
                    .iter()
                    .find(returned)
                    .map(|letter| letter.at.day)
            })
            .or_else(|| tale.messages.first().map(|letter| letter.at.day - 1))
            .unwrap_or(-1);
        let span = (end - eligible).max(4);
        let filed_by = eligible + span * 6 / 10;
        let count = i32::try_from(told.len()).unwrap_or(i32::MAX).max(1);
        for (rank, (chapter, state)) in (0..).zip(&told) {
            let spread = |from: i32, to: i32| from + (to - from).max(0) * (rank + 1) / count;
            let filled = spread(eligible + 1, filed_by);
            let judged = spread(filed_by + 1, end);
            let minutes = i64::from(rank);
            let at = |day: i32, hour: i8| {
                self.calendar.at(day, Time::constant(hour, 0, 0, 0)) + minutes.minutes()
            };
            let part = if *state == "in_progress" {
                Part::Half
            } else {
                Part::Whole
            };
            scenes.push((
                at(filled, 9),
                Scene::Fill {
                    chapter: chapter.clone(),
                    part,
                },
            ));
            if *state == "in_progress" {
                continue;
            }
            scenes.push((
                at(filled, 17),
                Scene::Submit {
                    chapter: chapter.clone(),
                },
            ));
            let part = if *state == "submitted" {
                Part::Half
            } else {
                Part::Whole
            };
            if tale.state != "eligible" {
                scenes.push((
                    at(judged, 10),
                    Scene::Judge {
                        chapter: chapter.clone(),
                        part,
                    },
                ));
            }
            if ["validated", "changes_requested"].contains(state) {
                let concluded = if *state == "validated" { judged } else { end };
                scenes.push((
                    at(concluded, 15),
                    Scene::Conclude {
                        chapter: chapter.clone(),
                    },
                ));
            }
        }
        Ok(())
    }

    async fn play(&self, at: Timestamp, scene: Scene<'_>) -> Result<(), StartError> {
        match scene {
            Scene::Fill { chapter, part } => self.fill(&chapter, part, at).await,
            Scene::Submit { chapter } => {
                self.act(
                    self.hand,
                    Command::SubmitChapter {
                        chapter,
                        remainder: None,
                        reasons: [].into(),
                    },
                    at,
                )
                .await
            }
            Scene::Judge { chapter, part } => self.judge(&chapter, part, at).await,
            Scene::Conclude { chapter } => self.conclude(chapter, at).await,
            Scene::Letter(letter) => self.letter(letter, at).await,
            Scene::Certified(told) => {
                self.certify(
                    &told.certification,
                    told.status.as_str().into(),
                    told.status_day,
                    at,
                )
                .await
            }
            Scene::Invite {
                auditor,
                proof,
                until,
            } => {
                let actor = person(self.troupe, &auditor.code)?;
                let command = Command::InviteAuditor {
                    account: actor.id,
                    name: actor.name.clone(),
                    slot: proof.into(),
                    until: self.calendar.date(until),
                };
                self.act(self.hand, command, at).await
            }
            Scene::Decide(decision) => {
                let chief = person(self.troupe, &decision.by)?;
                let command = Command::Decide {
                    outcome: Outcome::Granted,
                    reasons: "Toutes les preuves exigées sont conformes et toutes les \
                              homologations sont obtenues."
                        .to_owned(),
                    reservations: Vec::new(),
                };
                self.act(chief, command, at).await?;
                self.act(chief, Command::PublishListing, at + 2.minutes())
                    .await
            }
            Scene::Marketed => {
                let on = at.to_zoned(self.house.programme().zone()).date();
                self.act(self.hand, Command::RecordCommercialisation { on }, at)
                    .await
            }
            Scene::Remind => self.act(&Actor::system(), Command::Remind, at).await,
        }
    }

    fn told(&self, key: &ProofKey) -> Option<&'a ProofTold> {
        self.tale
            .proofs
            .iter()
            .find(|told| told.proof == key.as_str())
    }

    async fn fill(
        &self,
        chapter: &ChapterCode,
        part: Part,
        at: Timestamp,
    ) -> Result<(), StartError> {
        let dossier = self.dossier().await?;
        let slots = dossier.slots(self.house);
        let held: Vec<&ProofSlot> = slots
            .iter()
            .filter(|slot| &slot.chapter.code == chapter)
            .collect();
        let linked =
            |slot: &ProofSlot| self.told(slot.key).is_some_and(|t| t.linked_from.is_some());
        let half = held.len().div_ceil(2);
        let mut minute = 0;
        // What is linked comes after what it is linked to.
        for pass_linked in [false, true] {
            for (rank, slot) in held.iter().enumerate() {
                let left_out = part == Part::Half && rank >= half && self.told(slot.key).is_none();
                if linked(slot) != pass_linked || left_out {
                    continue;
                }
                minute += 1;
                self.fill_slot(slot, at + (2 * minute).minutes()).await?;
            }
        }
        Ok(())
    }

    async fn fill_slot(&self, slot: &ProofSlot<'_>, at: Timestamp) -> Result<(), StartError> {
        let told = self.told(slot.key);
        let command = match told {
            Some(ProofTold {
                linked_from: Some(source),
                ..
            }) => {
                let dossier = self.dossier().await?;
                let evidence = dossier
                    .state
                    .slot(&source.as_str().into())
                    .and_then(|facts| facts.links.first())
                    .ok_or_else(|| wrong(format!("{source} est vide.")))?
                    .evidence;
                Command::LinkEvidence {
                    evidence,
                    slot: slot.key.clone(),
                }
            }
            Some(ProofTold {
                justification: Some(justification),
                ..
            }) => Command::ClaimNotApplicable {
                slot: slot.key.clone(),
                justification: justification.clone(),
            },
            None if slot.justification_expected => Command::ClaimNotApplicable {
                slot: slot.key.clone(),
                justification: "La solution n’est pas concernée, comme le montrent nos \
                                déclarations ; l’architecture technique le précise."
                    .to_owned(),
            },
            _ => {
                let content = match self.maker.for_slot(slot, told, self.hand, at)? {
                    Made::File(piece) => Content::File(self.keep(piece).await?),
                    Made::Other(content) => content,
                };
                Command::FileEvidence {
                    evidence: EvidenceId(self.house.id()),
                    slot: slot.key.clone(),
                    content,
                    started_at: at,
                }
            }
        };
        self.act(self.hand, command, at).await
    }

    /// Each slot by a person of its team: the case lead when it is theirs.
    async fn judge(
        &self,
        chapter: &ChapterCode,
        part: Part,
        at: Timestamp,
    ) -> Result<(), StartError> {
        let dossier = self.dossier().await?;
        let slots = dossier.slots(self.house);
        let held: Vec<&ProofSlot> = slots
            .iter()
            .filter(|slot| &slot.chapter.code == chapter)
            .filter(|slot| {
                matches!(
                    slot_state(dossier.state.slot(slot.key), Viewpoint::Operator),
                    SlotState::Filed | SlotState::NaClaimed
                )
            })
            .collect();
        let half = held.len().div_ceil(2);
        for (rank, slot) in held.iter().enumerate() {
            if part == Part::Half && rank >= half {
                break;
            }
            let claimed = dossier
                .state
                .slot(slot.key)
                .is_some_and(|facts| facts.claim.is_some());
            let told = self.told(slot.key);
            // Left for who tries the demonstration.
            if part == Part::Half && told.is_some_and(|told| told.form.is_some()) {
                continue;
            }
            let (verdict, remarks) = match told {
                Some(ProofTold {
                    state,
                    remark: Some(remark),
                    blocking,
                    ..
                }) if state == "changes_requested" => {
                    let remark = RemarkDraft {
                        id: RemarkId(self.house.id()),
                        text: remark.clone(),
                        blocking: *blocking,
                        piece: None,
                        anchor: None,
                    };
                    (Verdict::ChangesRequested, vec![remark])
                }
                _ if claimed => (Verdict::NotApplicableAccepted, Vec::new()),
                _ => (Verdict::Conform, Vec::new()),
            };
            let command = Command::GiveVerdict {
                slot: slot.key.clone(),
                verdict,
                note: None,
                remarks,
            };
            let minutes = i64::try_from(rank).unwrap_or(0) * 3;
            self.act(self.reviewer(slot)?, command, at + minutes.minutes())
                .await?;
        }
        Ok(())
    }

    fn reviewer(&self, slot: &ProofSlot) -> Result<&'a Actor, StartError> {
        if self.lead.teams.contains(&slot.team) {
            return Ok(self.lead);
        }
        self.troupe
            .values()
            .find(|actor| {
                actor.teams.contains(&slot.team) && actor.can("review", self.house.programme())
            })
            .ok_or_else(|| wrong(format!("Personne n’est dans l’équipe {}.", slot.team)))
    }

    async fn conclude(&self, chapter: ChapterCode, at: Timestamp) -> Result<(), StartError> {
        let dossier = self.dossier().await?;
        let slots = dossier.slots(self.house);
        let to_correct = slots
            .iter()
            .filter(|slot| slot.chapter.code == chapter)
            .any(|slot| {
                slot_state(dossier.state.slot(slot.key), Viewpoint::Operator)
                    == SlotState::ChangesRequested
            });
        let command = if to_correct {
            Command::ReturnChapter {
                chapter,
                request: RequestId(self.house.id()),
                message: "Merci pour ce dépôt. Les points à reprendre figurent sur chaque preuve."
                    .to_owned(),
            }
        } else {
            Command::ValidateChapter { chapter }
        };
        self.act(self.lead, command, at).await
    }

    async fn letter(&self, letter: &super::cast::Letter, at: Timestamp) -> Result<(), StartError> {
        let author = person(self.troupe, &letter.from)?;
        let dossier = self.dossier().await?;
        let question = dossier
            .state
            .requests
            .iter()
            .find(|request| {
                request.answered.is_none()
                    && request.addressee == author.side
                    && matches!(
                        request.cause,
                        aval_core::application::RequestCause::Question { .. }
                    )
            })
            .map(|request| request.id);
        let other = if author.side == Side::Operator {
            Side::Vendor
        } else {
            Side::Operator
        };
        let body = letter.body.clone();
        let command = if let Some(request) = question {
            Command::AnswerRequest { request, body }
        } else if letter.expects_reply && self.tale.state == "eligibility_to_complete" {
            Command::AskToComplete {
                request: RequestId(self.house.id()),
                points: vec![body],
            }
        } else if letter.expects_reply {
            Command::RequestInformation {
                request: RequestId(self.house.id()),
                addressee: other,
                subject: subject(&letter.body),
                body,
                slot: None,
            }
        } else {
            Command::SendMessage {
                message: MessageId(self.house.id()),
                body,
            }
        };
        self.act(author, command, at).await
    }
}

/// The first sentence after the greeting, cut short.
fn subject(body: &str) -> String {
    let text = body.split_once(", ").map_or(body, |(_, rest)| rest);
    let sentence = text.split(['.', '?', ':']).next().unwrap_or(text).trim();
    let mut short: String = sentence.chars().take(90).collect();
    if short.chars().count() < sentence.chars().count() {
        short.push('…');
    }
    let mut letters = short.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
