//! The fold: from events to facts. No rule here, and no failure: what the journal says
//! happened, happened.

use jiff::Timestamp;

use super::{
    content::Content,
    event::{Event, ExtensionOutcome, Origin, Outcome, Recorded},
    state::{
        Answer, Application, AuditorAccess, CaseLead, ChapterReceipt, Claim, Collaborator,
        Decision, Declared, Evidence, EvidenceLink, EvidenceVersion, ExtensionState,
        InformationRequest, ListingState, Message, OpenSlots, Opening, PilotSite, Reasoned, Remark,
        RemarkAnswer, Repeat, RequestCause, SecondOpinion, Signed, SlotFacts, VerdictFacts,
    },
};
use crate::{
    access::Side,
    catalogue::{ChapterCode, ProofKey},
    ids::{EvidenceId, RequestId},
};

/// Folds a whole stream.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Application {
    let mut state = Application::default();
    for recorded in events {
        evolve(&mut state, recorded);
    }
    state
}

/// Folds one more event.
pub fn evolve(state: &mut Application, recorded: &Recorded) {
    let Recorded {
        version,
        at,
        actor,
        event,
    } = recorded;
    let at = *at;
    let signed = || Signed {
        at,
        by: actor.clone(),
    };
    let reasoned = |reasons: Vec<String>| {
        Some(Reasoned {
            at,
            by: actor.clone(),
            reasons,
        })
    };
    state.version = *version;
    state.updated_at = Some(at);
    match event.clone() {
        Event::ApplicationOpened {
            number,
            vendor,
            product,
            scheme,
            catalogue,
        } => {
            state.opening = Some(Opening {
                number,
                vendor,
                product,
                scheme,
                catalogue,
                at,
                by: actor.clone(),
            });
        }
        Event::CharterAccepted {} => state.charter_accepted = Some(signed()),
        Event::FormFilled { form, values } => {
            state.forms.entry(form).or_default().extend(values);
        }
        Event::FormFileAttached { field, file, .. } => {
            state.form_files.insert(field, file);
        }
        Event::ProfilesChosen { profiles } => state.profiles = profiles,
        Event::DeclarationsMade { declarations } => state.declarations = declarations,
        Event::CertificationRequestRecorded {
            certification,
            request,
        } => {
            state.certifications.insert(certification, request);
        }
        Event::EligibilitySubmitted {} => {
            state.eligibility_submitted = Some(signed());
            state.completion_asked = None;
            answer_where(state, recorded, "", |cause| {
                matches!(cause, RequestCause::Completion { .. })
            });
        }
        Event::EligibilityTakenBack {} => state.eligibility_submitted = None,
        Event::EligibilityReviewStarted {} => state.eligibility_review = Some(signed()),
        Event::CompletionAsked {
            request,
            points,
            due_at,
        } => {
            state.eligibility_review.get_or_insert_with(signed);
            state.completion_asked = Some(signed());
            let cause = RequestCause::Completion { points };
            ask(state, recorded, request, Side::Vendor, cause, Some(due_at));
        }
        Event::EligibilityDeclared {} => state.eligible = Some(signed()),
        Event::EligibilityRefused { reasons } => state.eligibility_refused = reasoned(reasons),
        Event::ApplicationAbandoned { reason } => state.abandoned = reasoned(vec![reason]),
        Event::ApplicationWithdrawn { reason } => state.withdrawn = reasoned(vec![reason]),
        Event::EvidenceFiled {
            evidence,
            slot,
            content,
        } => {
            deposit(state, recorded, evidence, &slot, content, None);
        }
        Event::EvidenceReused {
            evidence,
            slot,
            content,
            origin,
        } => {
            deposit(state, recorded, evidence, &slot, content, Some(origin));
        }
        Event::EvidenceErased {
            evidence,
            version,
            reason,
            ..
        } => {
            let piece = state.evidence.get_mut(&evidence);
            if let Some(held) = piece.and_then(|piece| piece.version_mut(version)) {
                held.erased = reasoned(vec![reason]);
            }
        }
        Event::FactsDeclared {
            evidence,
            version,
            facts,
            ..
        } => {
            let piece = state.evidence.get_mut(&evidence);
            if let Some(held) = piece.and_then(|piece| piece.version_mut(version)) {
                held.declared = Some(Declared {
                    facts,
                    at,
                    by: actor.clone(),
                });
            }
        }
        Event::EvidenceReplaced {
            evidence,
            content,
            following,
        } => {
            let Some(piece) = state.evidence.get_mut(&evidence) else {
                return;
            };
            piece.versions.push(EvidenceVersion {
                content,
                at,
                by: actor.clone(),
                erased: None,
                declared: None,
            });
            let version = piece.latest();
            for slot in &following {
                place(
                    state,
                    recorded,
                    slot,
                    EvidenceLink {
                        evidence,
                        version,
                        at,
                    },
                );
            }
        }
        Event::EvidenceLinked { evidence, slot } => {
            let version = state.evidence.get(&evidence).map_or(1, Evidence::latest);
            place(
                state,
                recorded,
                &slot,
                EvidenceLink {
                    evidence,
                    version,
                    at,
                },
            );
        }
        Event::EvidenceUnlinked { evidence, slot } => {
            let facts = touch(state, recorded, &slot);
            facts.links.retain(|link| link.evidence != evidence);
        }
        Event::NotApplicableClaimed {
            slot,
            justification,
        } => {
            let claim = Claim {
                justification,
                at,
                by: actor.clone(),
            };
            touch(state, recorded, &slot).claim = Some(claim);
        }
        Event::NotApplicableClaimWithdrawn { slot } => {
            touch(state, recorded, &slot).claim = None;
        }
        Event::ChapterSubmitted {
            chapter,
            receipt,
            remainder,
            answered,
        } => {
            answer_where(state, recorded, "", |cause| is_return_of(cause, &chapter));
            for slot in &answered {
                if let Some(facts) = state.slots.get_mut(slot) {
                    supersede(facts);
                }
            }
            let facts = state.chapters.entry(chapter).or_default();
            facts.submitted = Some(signed());
            facts.validated = None;
            facts.open = OpenSlots::None;
            facts.receipts.push(ChapterReceipt {
                version: *version,
                at,
                by: actor.clone(),
                receipt,
                remainder,
            });
        }
        Event::VerdictGiven {
            slot,
            verdict,
            note,
        } => {
            push_verdict(state, recorded, &slot, verdict, note, false);
        }
        Event::VerdictRetracted { slot } => {
            if let Some(facts) = state.slots.get_mut(&slot)
                && facts
                    .verdicts
                    .last()
                    .is_some_and(|verdict| !verdict.published)
            {
                facts.verdicts.pop();
            }
        }
        Event::RemarkMade {
            remark,
            slot,
            text,
            blocking,
            anchor,
            piece,
        } => {
            state.remarks.insert(
                remark,
                Remark {
                    slot,
                    text,
                    blocking,
                    anchor,
                    piece,
                    at,
                    by: actor.clone(),
                    published: false,
                    answers: Vec::new(),
                    treated_at: None,
                    closed_at: None,
                    repeats: Vec::new(),
                },
            );
        }
        Event::RemarkRetracted { remark } => {
            state.remarks.remove(&remark);
        }
        Event::RemarkAnswered { remark, body } => {
            if let Some(remark) = state.remarks.get_mut(&remark) {
                remark.answers.push(RemarkAnswer {
                    body,
                    at,
                    by: actor.clone(),
                });
            }
        }
        Event::RemarkTreated { remark } => {
            if let Some(remark) = state.remarks.get_mut(&remark) {
                remark.treated_at = Some(at);
            }
        }
        Event::RemarkClosed { remark } => {
            if let Some(remark) = state.remarks.get_mut(&remark) {
                remark.closed_at = Some(at);
            }
        }
        Event::RemarkRepeated {
            remark,
            anchor,
            piece,
        } => {
            if let Some(remark) = state.remarks.get_mut(&remark) {
                remark.repeats.push(Repeat {
                    anchor,
                    piece,
                    at,
                    by: actor.clone(),
                    published: false,
                });
            }
        }
        Event::ChapterReturned {
            chapter,
            request,
            message,
            due_at,
        } => {
            publish_verdicts(state, &chapter, recorded);
            let facts = state.chapters.entry(chapter.clone()).or_default();
            facts.returned = Some(signed());
            facts.open = OpenSlots::NotConform;
            let cause = RequestCause::Changes { chapter, message };
            ask(state, recorded, request, Side::Vendor, cause, Some(due_at));
        }
        Event::ChapterValidated { chapter } => {
            publish_verdicts(state, &chapter, recorded);
            let facts = state.chapters.entry(chapter).or_default();
            facts.validated = Some(signed());
            facts.open = OpenSlots::None;
        }
        Event::ChapterReopened {
            chapter,
            slots,
            reason,
        } => {
            for slot in &slots {
                supersede(state.slots.entry(slot.clone()).or_default());
            }
            let facts = state.chapters.entry(chapter).or_default();
            facts.validated = None;
            facts.reopened = reasoned(vec![reason]);
            facts.open = OpenSlots::Only(slots);
        }
        Event::SecondOpinionAsked { slot, reason } => {
            state.slots.entry(slot).or_default().second_opinion = Some(SecondOpinion {
                asked_at: at,
                asked_by: actor.clone(),
                reason,
                given_at: None,
            });
        }
        Event::SecondOpinionGiven {
            slot,
            verdict,
            reasons,
            resumed,
        } => {
            for (request, due_at) in resumed {
                if let Some(found) = find_request(state, request) {
                    move_due_date(found, due_at, at);
                }
            }
            push_verdict(state, recorded, &slot, verdict, Some(reasons), true);
            if let Some(opinion) = state
                .slots
                .get_mut(&slot)
                .and_then(|facts| facts.second_opinion.as_mut())
            {
                opinion.given_at = Some(at);
            }
        }
        Event::MessageSent { message, body } => {
            state.messages.push(Message {
                id: message,
                body,
                at,
                by: actor.clone(),
            });
        }
        Event::InformationRequested {
            request,
            addressee,
            subject,
            body,
            slot,
            due_at,
        } => {
            let cause = RequestCause::Question {
                subject,
                body,
                slot,
            };
            ask(state, recorded, request, addressee, cause, due_at);
        }
        Event::RequestAnswered { request, body } => {
            if let Some(found) = find_request(state, request) {
                found.answered = Some(Answer {
                    body,
                    at,
                    by: actor.clone(),
                });
            }
        }
        Event::ExtensionAsked {
            request,
            until,
            reason,
        } => {
            if let Some(found) = find_request(state, request) {
                found.extension = Some(ExtensionState {
                    until,
                    reason,
                    asked_at: at,
                    outcome: None,
                });
            }
        }
        Event::ExtensionAnswered {
            request,
            outcome,
            due_at,
            reason,
        } => {
            if let Some(found) = find_request(state, request) {
                if outcome != ExtensionOutcome::Refused {
                    move_due_date(found, due_at, at);
                }
                if let Some(extension) = found.extension.as_mut() {
                    extension.outcome = Some((outcome, reason));
                }
            }
        }
        Event::ReminderSent { request, day } => {
            if let Some(found) = find_request(state, request) {
                found.reminders.insert(day);
            }
        }
        Event::RequestOverdue { request } => {
            if let Some(found) = find_request(state, request) {
                found.overdue_at = Some(at);
            }
        }
        Event::CaseLeadAssigned { account, name } => {
            state.case_lead = Some(CaseLead { account, name });
        }
        Event::CollaboratorAttached {
            account,
            name,
            rights,
        } => {
            state
                .collaborators
                .insert(account, Collaborator { name, rights });
        }
        Event::CollaboratorDetached { account } => {
            state.collaborators.remove(&account);
        }
        Event::AuditorInvited {
            account,
            name,
            slot,
            until,
        } => {
            state
                .auditors
                .retain(|access| !(access.account == account && access.slot == slot));
            state.auditors.push(AuditorAccess {
                account,
                name,
                slot,
                until,
            });
        }
        Event::AuditorDismissed { account, slot } => {
            state
                .auditors
                .retain(|access| !(access.account == account && access.slot == slot));
        }
        Event::DecisionTaken {
            outcome,
            reasons,
            reservations,
        } => {
            state.decision = Some(Decision {
                outcome,
                reasons,
                reservations,
                at,
                by: actor.clone(),
            });
            if outcome == Outcome::Refused {
                state.listing = None;
            }
        }
        Event::ListingPublished {
            number,
            technical_version,
            commercialisation_due,
        } => {
            state.listing = Some(ListingState {
                number,
                technical_version,
                published_at: at,
                commercialisation_due,
                commercialised_on: None,
                suspended: None,
                withdrawn: None,
                pilot_sites: Vec::new(),
                pilot_reports_validated: false,
                sale_reminders: Default::default(),
                sale_overdue_at: None,
                later_versions: Vec::new(),
            });
        }
        Event::ListingSuspended { reason } => {
            if let Some(listing) = state.listing.as_mut() {
                listing.suspended = reasoned(vec![reason]);
            }
        }
        Event::ListingReinstated { .. } => {
            if let Some(listing) = state.listing.as_mut() {
                listing.suspended = None;
            }
        }
        Event::ListingWithdrawn { reason } => {
            if let Some(listing) = state.listing.as_mut() {
                listing.withdrawn = reasoned(vec![reason]);
            }
        }
        Event::SaleReminderSent { days_left } => {
            if let Some(listing) = state.listing.as_mut() {
                listing.sale_reminders.insert(days_left);
            }
        }
        Event::SaleOverdue {} => {
            if let Some(listing) = state.listing.as_mut() {
                listing.sale_overdue_at = Some(at);
            }
        }
        Event::Commercialised { on } => {
            if let Some(listing) = state.listing.as_mut() {
                listing.commercialised_on = Some(on);
            }
        }
        Event::PilotSiteRecorded { name, report } => {
            if let Some(listing) = state.listing.as_mut() {
                listing.pilot_sites.push(PilotSite { name, report });
            }
        }
        Event::PilotReportsValidated {} => {
            if let Some(listing) = state.listing.as_mut() {
                listing.pilot_reports_validated = true;
            }
        }
        Event::TechnicalVersionDeclared { version, note } => {
            if let Some(listing) = state.listing.as_mut() {
                listing.later_versions.push((version, note));
            }
        }
        Event::CatalogueVersionAdopted { catalogue, changed } => {
            if let Some(opening) = state.opening.as_mut() {
                opening.catalogue = catalogue;
            }
            for slot in changed {
                let facts = state.slots.entry(slot).or_default();
                facts.reworded_in = Some(*version);
                supersede(facts);
            }
        }
    }
}

fn deposit(
    state: &mut Application,
    recorded: &Recorded,
    evidence: EvidenceId,
    slot: &ProofKey,
    content: Content,
    origin: Option<Origin>,
) {
    let at = recorded.at;
    let first = EvidenceVersion {
        content,
        at,
        by: recorded.actor.clone(),
        erased: None,
        declared: None,
    };
    let piece = Evidence {
        versions: vec![first],
        filed_in: slot.clone(),
        origin,
    };
    state.evidence.insert(evidence, piece);
    let link = EvidenceLink {
        evidence,
        version: 1,
        at,
    };
    place(state, recorded, slot, link);
}

fn touch<'a>(
    state: &'a mut Application,
    recorded: &Recorded,
    slot: &ProofKey,
) -> &'a mut SlotFacts {
    let facts = state.slots.entry(slot.clone()).or_default();
    facts.touched_at = Some(recorded.at);
    supersede(facts);
    facts
}

fn supersede(facts: &mut SlotFacts) {
    if let Some(verdict) = facts.verdicts.last_mut() {
        verdict.superseded = true;
    }
}

fn place(state: &mut Application, recorded: &Recorded, slot: &ProofKey, link: EvidenceLink) {
    let facts = touch(state, recorded, slot);
    facts.claim = None;
    facts.past.push(link.clone());
    match facts
        .links
        .iter_mut()
        .find(|held| held.evidence == link.evidence)
    {
        Some(held) => *held = link,
        None => facts.links.push(link),
    }
}

fn push_verdict(
    state: &mut Application,
    recorded: &Recorded,
    slot: &ProofKey,
    verdict: super::Verdict,
    note: Option<String>,
    second: bool,
) {
    let facts = state.slots.entry(slot.clone()).or_default();
    // A draft that was never sent is corrected, not piled up.
    if facts.verdicts.last().is_some_and(|last| !last.published) {
        facts.verdicts.pop();
    }
    facts.verdicts.push(VerdictFacts {
        verdict,
        note,
        at: recorded.at,
        by: recorded.actor.clone(),
        published: second,
        superseded: false,
        second,
    });
}

/// Verdicts and remarks leave together, with their chapter. Slots of other chapters keep
/// their drafts: the last receipt says which slots the chapter holds.
fn publish_verdicts(state: &mut Application, chapter: &ChapterCode, recorded: &Recorded) {
    let slots: Vec<ProofKey> = state
        .chapters
        .get(chapter)
        .and_then(|facts| facts.receipts.last())
        .map(|last| {
            last.receipt
                .items
                .iter()
                .map(|item| item.slot.clone())
                .collect()
        })
        .unwrap_or_default();
    for slot in &slots {
        if let Some(facts) = state.slots.get_mut(slot) {
            for verdict in &mut facts.verdicts {
                verdict.published = true;
            }
        }
    }
    for remark in state.remarks.values_mut() {
        if slots.contains(&remark.slot) && remark.at <= recorded.at {
            remark.published = true;
            for repeat in &mut remark.repeats {
                repeat.published = true;
            }
        }
    }
}

fn ask(
    state: &mut Application,
    recorded: &Recorded,
    id: RequestId,
    addressee: Side,
    cause: RequestCause,
    due_at: Option<Timestamp>,
) {
    state.requests.push(InformationRequest {
        id,
        addressee,
        cause,
        asked_at: recorded.at,
        asked_by: recorded.actor.clone(),
        due_at,
        answered: None,
        extension: None,
        reminders: Default::default(),
        overdue_at: None,
        moved_at: None,
    });
}

fn find_request(state: &mut Application, id: RequestId) -> Option<&mut InformationRequest> {
    state.requests.iter_mut().find(|request| request.id == id)
}

fn move_due_date(request: &mut InformationRequest, due_at: Timestamp, at: Timestamp) {
    request.due_at = Some(due_at);
    request.moved_at = Some(at);
    request.overdue_at = None;
    request.reminders.clear();
}

fn is_return_of(cause: &RequestCause, chapter: &ChapterCode) -> bool {
    matches!(cause, RequestCause::Changes { chapter: returned, .. } if returned == chapter)
}

fn answer_where(
    state: &mut Application,
    recorded: &Recorded,
    body: &str,
    concerned: impl Fn(&RequestCause) -> bool,
) {
    for request in &mut state.requests {
        if request.answered.is_none() && concerned(&request.cause) {
            request.answered = Some(Answer {
                body: body.to_owned(),
                at: recorded.at,
                by: recorded.actor.clone(),
            });
        }
    }
}
