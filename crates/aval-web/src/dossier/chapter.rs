//! A chapter: for the vendor one place per slot, for the examiner a desk with the proof in
//! the middle. `?preuve=` opens one slot at the desk, for both.

use std::collections::BTreeMap;

use askama::Template;
use aval_core::{
    access::{Right, Side, slot_visible},
    application::{
        Anchor, ChapterState, Content, EvidenceLink, MissingPiece, OpenSlots, Origin, ProofSlot,
        Remark, SeenPiece, SlotFacts, SlotState, Verdict, Viewpoint, chapter_gaps, chapter_state,
        chapters_of, slot_is_open, slot_state,
    },
    catalogue::{ChapterCode, Criticality, ProofKey},
    ids::{EvidenceId, RemarkId},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    chapter_pages::{Pages, Place},
    compare::compare_address,
    declared,
    erasure::{erase_address, mention},
    head::{Head, may},
    overview::{ChapterLine, chapter_lines, dossier_for, viewpoint},
    pins::{Pin, Pins, in_words, marks, remark_address},
    submission::{self, Found},
    words::{chapter_in_words, chapter_tone, slot_in_words, slot_tone, verdict_in_words},
};
use crate::{
    address::{Path, Query},
    answer::{missing_in_words, slot_anchor},
    applications::Dossier,
    error_page::Problem,
    faq::{Beside, BesideChapter, beside, beside_chapter},
    form::{Choice, FormState},
    house::House,
    inspection::{self, Elsewhere, ShownInspection},
    layout::{Layout, Tone, page},
    locale::Locale,
    malware::{self, KeptBack, Readable, Reader, ShownScan, Unread},
    posted::{application_path, new_form},
    uploads::{ADDRESS, PausedLine, paused},
    viewer::{self, Listing, Look, Reading, WINDOW, Wanted},
    visitor::Person,
};

impl Place {
    fn of(line: &SlotLine) -> Self {
        Self {
            key: line.key.clone(),
            query: line.query.clone(),
            anchor: line.anchor.clone(),
        }
    }
}

/// A piece in a slot.
struct Piece {
    evidence: String,
    label: String,
    /// Address of the file; empty for a link, a number or a text.
    href: String,
    link: String,
    size: u64,
    hash: String,
    version: u32,
    at: String,
    shared: usize,
    /// Outcome of the checks on arrival, in a word; empty when there is nothing to say.
    check: String,
    check_tone: Tone,
    /// What the antivirus said, for a file; in a list, only what is worth a mark there.
    scan: Option<ShownScan>,
    /// When, by whom and why its content was erased; empty otherwise.
    erased: String,
    /// Where its content can be erased, for who may.
    erase: String,
    /// The application that it was taken over from, and what was concluded there.
    origin: String,
    /// How it is looked at, for the sign of its kind.
    kind: &'static str,
    /// There is a small picture of it.
    pictured: bool,
}

/// A slot in a list.
struct SlotLine {
    key: String,
    /// The key, ready for an address.
    query: String,
    /// Where a script sends files of this slot, in several times.
    send: String,
    anchor: String,
    requirement: String,
    expected: String,
    state: String,
    tone: Tone,
    required: bool,
    open: bool,
    filled: bool,
    mine: bool,
    current: bool,
    /// The vendor has to do something here.
    to_correct: bool,
    pieces: Vec<Piece>,
    remarks: usize,
    claim: String,
    accept: String,
    limit: u64,
    takes_files: bool,
    justification_expected: bool,
    /// Blank forms to fill: label and address.
    blanks: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "dossier/chapters.html")]
struct ChaptersPage {
    layout: Layout,
    head: Head,
    chapters: Vec<ChapterLine>,
}

#[derive(Template)]
#[template(path = "dossier/chapter.html")]
struct ChapterPage {
    layout: Layout,
    head: Head,
    form: FormState,
    name: String,
    path: String,
    state: String,
    tone: Tone,
    filled: usize,
    total: usize,
    slots: Vec<SlotLine>,
    /// "Preuves 61 à 120 sur 300"; empty when the chapter holds on one page.
    span: String,
    first: String,
    previous: String,
    next: String,
    /// What is missing: text and address of its place.
    gaps: Vec<(String, String)>,
    /// What the checks on arrival found in the whole chapter.
    found: Found,
    submittable: bool,
    may_arrange: bool,
    returned: bool,
    may_submit: bool,
    message: String,
    /// Why the chapter was reopened.
    reopened: String,
    /// Only the slots to be done again are shown.
    narrowed: bool,
    /// How many slots are to be done again.
    to_correct: usize,
    receipts: Vec<(String, String)>,
    /// Answers of the FAQ about the requirements of the chapter.
    answers: Vec<BesideChapter>,
}

struct RemarkLine {
    id: String,
    number: usize,
    text: String,
    /// Where its place opens; empty when it has none.
    href: String,
    /// The slot changed since: to be seen again.
    again: bool,
    /// The one that the address of the page names.
    current: bool,
    /// How many times it was said again.
    repeats: usize,
    blocking: bool,
    place: String,
    by: String,
    at: String,
    draft: bool,
    treated: bool,
    closed: bool,
    answers: Vec<(String, String, String)>,
}

struct PastVersion {
    label: String,
    /// The page that shows it in place; empty when there is nothing left to show.
    shown: String,
    version: u32,
    href: String,
    erased: String,
    erase: String,
    at: String,
    by: String,
}

/// What the middle of the desk shows.
struct Shown {
    /// The version shown.
    link: EvidenceLink,
    piece: Piece,
    kind: &'static str,
    /// The version shown is not the one that stands in the slot.
    past: bool,
    /// The remarks that have their place in it.
    pins: Pins,
    /// The end of the address of the file that leads to the place asked for.
    opening: String,
    reading: Reading,
    /// Words sought in a text.
    sought: String,
    /// First line of the window before; 0 when there is none.
    above: u64,
    listing: Option<Listing>,
    /// Why the content is not shown; empty when it is.
    kept_back: String,
}

#[derive(Template)]
#[template(path = "dossier/desk.html")]
struct DeskPage {
    layout: Layout,
    head: Head,
    form: FormState,
    name: String,
    path: String,
    state: String,
    tone: Tone,
    slots: Vec<SlotLine>,
    judged: usize,
    total: usize,
    slot: SlotLine,
    shown: Option<Shown>,
    /// Whether the piece shown is a file that is checked on arrival.
    inspected: bool,
    inspection: Option<ShownInspection>,
    /// Whether no check came in the time that the programme grants.
    overdue: bool,
    /// Who declared what the form says, and when; empty when nobody did.
    declared_by: String,
    /// Where that is declared; empty for who may not, or when the form could be read.
    declare_href: String,
    /// Where the same evidence also is, for the operator's side.
    elsewhere: Vec<Elsewhere>,
    statement: String,
    comment: String,
    scenario_number: String,
    scenario: String,
    criticality: String,
    beside: Vec<Beside>,
    /// Field that takes the answers that are cited; empty for who writes none.
    cite: &'static str,
    /// Language of the programme, in which answers are written.
    content_language: String,
    team: String,
    formats: String,
    verdict: String,
    verdict_by: String,
    verdict_note: String,
    verdict_draft: bool,
    remarks: Vec<RemarkLine>,
    /// The remark typed in the form has just been saved: what the form kept is forgotten.
    remark_saved: bool,
    past: Vec<PastVersion>,
    /// Where they are compared; empty when there is one only.
    compare_href: String,
    previous: String,
    next: String,
    may_judge: bool,
    claimed: bool,
    may_conclude: bool,
    may_reopen: bool,
    may_deposit: bool,
    may_arrange: bool,
    may_message: bool,
    may_ask_second: bool,
    second_pending: String,
    may_give_second: bool,
    operator: bool,
    to_return: bool,
    fully_judged: bool,
    linkable: Vec<Choice>,
    unfinished: Vec<PausedLine>,
}

#[derive(Deserialize)]
pub(super) struct DeskQuery {
    preuve: Option<String>,
    /// Present: only the slots to be done again.
    reprendre: Option<String>,
    /// A slot of the page to show, in a chapter of several pages.
    place: Option<String>,
    piece: Option<String>,
    /// First line of a text.
    ligne: Option<String>,
    /// Words to look for in it.
    cherche: Option<String>,
    /// An earlier version of the piece.
    version: Option<u32>,
    /// A remark: its place is shown.
    remarque: Option<String>,
}

/// What is asked of the middle of the desk.
struct Asked {
    piece: Option<String>,
    version: Option<u32>,
    remark: Option<RemarkId>,
    text: Wanted,
}

impl DeskQuery {
    fn wanted(&self) -> Wanted {
        Wanted {
            line: self
                .ligne
                .as_deref()
                .and_then(|line| line.trim().parse().ok())
                .unwrap_or(1),
            words: self
                .cherche
                .as_deref()
                .unwrap_or_default()
                .chars()
                .take(200)
                .collect(),
        }
    }
}

pub(super) async fn list(person: Person, Path(id): Path<Uuid>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if dossier.state.eligible.is_none() {
        return Redirect::to(&head.path).into_response();
    }
    let answer = page(
        StatusCode::OK,
        &ChaptersPage {
            chapters: chapter_lines(&person, &dossier),
            layout,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

pub(super) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn pieces(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    facts: Option<&SlotFacts>,
) -> Vec<Piece> {
    let links = facts.map(|facts| facts.links.as_slice());
    links
        .unwrap_or_default()
        .iter()
        .filter_map(|link| piece_of(person, layout, dossier, link))
        .collect()
}

fn piece_of(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    link: &EvidenceLink,
) -> Option<Piece> {
    let may_erase = may(person, &person.actor, Right::EraseContent, dossier);
    let held = dossier.state.evidence.get(&link.evidence)?;
    let version = held.version(link.version)?;
    let content = &version.content;
    let used = dossier
        .state
        .slots
        .values()
        .filter(|other| {
            other
                .links
                .iter()
                .any(|held| held.evidence == link.evidence)
        })
        .count();
    let file = content.file();
    Some(Piece {
        evidence: link.evidence.to_string(),
        label: content.label(),
        href: match file {
            Some(_) if version.erased.is_none() => format!(
                "/dossiers/{}/pieces/{}/{}",
                dossier.id, link.evidence, link.version
            ),
            _ => String::new(),
        },
        link: match content {
            Content::Link { url } => url.clone(),
            _ => String::new(),
        },
        size: file.map_or(0, |file| file.size),
        hash: file.map(|file| file.hash.clone()).unwrap_or_default(),
        version: link.version,
        at: layout.short_date_time(&link.at),
        shared: used.saturating_sub(1),
        check: String::new(),
        check_tone: Tone::Neutral,
        scan: None,
        erased: version
            .erased
            .as_ref()
            .map(|erased| mention(layout, erased))
            .unwrap_or_default(),
        erase: erase_address(dossier, link.evidence, link.version, may_erase),
        origin: held
            .origin
            .as_ref()
            .map(|origin| origin_in_words(layout.l, origin))
            .unwrap_or_default(),
        kind: file
            .filter(|_| version.erased.is_none())
            .map_or("", |file| Look::of(&file.name).code()),
        pictured: false,
    })
}

/// Which of the pieces of some slots have a small picture that may be shown: two questions for
/// a page. The page is worth more than its small pictures.
async fn pictured<'a>(person: &Person, lines: impl Iterator<Item = &'a mut SlotLine>) {
    let mut pieces: Vec<&mut Piece> = lines
        .flat_map(|line| line.pieces.iter_mut())
        .filter(|piece| !piece.href.is_empty())
        .collect();
    let hashes = pieces.iter().map(|piece| piece.hash.as_str());
    let found = match person.house().store().with_thumbnail(hashes).await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, code = error.code(), "small pictures cannot be read");
            return;
        }
    };
    let hashes: Vec<String> = found.iter().cloned().collect();
    let kept_back = match person
        .house()
        .kept_back(Reader::from(person), &hashes)
        .await
    {
        Ok(kept_back) => kept_back,
        Err(error) => {
            tracing::error!(%error, code = error.code(), "scans cannot be read");
            return;
        }
    };
    for piece in &mut pieces {
        piece.pictured = found.contains(&piece.hash) && !kept_back.contains_key(&piece.hash);
    }
}

/// « Reprise du dossier …, jugée là-bas … ».
fn origin_in_words(l: Locale, origin: &Origin) -> String {
    let number = origin.number.clone();
    match origin.verdict {
        Some(verdict) => l
            .with(
                "origin-judged",
                &[
                    ("number", number.into()),
                    ("verdict", verdict_in_words(l, verdict).into()),
                ],
            )
            .into_owned(),
        None => l.v("origin", number).into_owned(),
    }
}

pub(super) fn text_of(html: &str, longest: usize) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => {
                inside = true;
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let plain = out
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&");
    let mut short: String = plain.trim().chars().take(longest).collect();
    if short.chars().count() < plain.trim().chars().count() {
        short.push('…');
    }
    short
}

fn line(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    slot: &ProofSlot,
    current: bool,
) -> SlotLine {
    let programme = person.house().programme();
    let facts = dossier.state.slot(slot.key);
    let seen_by = viewpoint(person);
    let emptied = facts.is_some_and(|facts| dossier.state.is_emptied(facts));
    let state = match slot_state(facts, seen_by) {
        SlotState::Filed if emptied => SlotState::Missing,
        state => state,
    };
    let files: Vec<&str> = slot
        .formats
        .iter()
        .map(String::as_str)
        .filter(|format| !matches!(*format, "url" | "integer" | "text"))
        .collect();
    let operator = person.actor.side == Side::Operator;
    SlotLine {
        key: slot.key.to_string(),
        query: encoded(slot.key.as_str()),
        send: format!(
            "{ADDRESS}?dossier={}&preuve={}",
            dossier.id,
            encoded(slot.key.as_str())
        ),
        anchor: slot_anchor(slot.key),
        requirement: slot.requirement.id.to_string(),
        expected: text_of(slot.proof.text.as_str(), 300),
        state: slot_in_words(layout.l, programme, state),
        tone: slot_tone(state),
        required: slot.required,
        open: slot_is_open(&dossier.state, slot),
        filled: facts.is_some_and(SlotFacts::is_filled) && !emptied,
        mine: operator && person.actor.teams.contains(&slot.team),
        current,
        to_correct: slot_is_open(&dossier.state, slot) && state == SlotState::ChangesRequested,
        pieces: pieces(person, layout, dossier, facts),
        remarks: dossier
            .state
            .remarks_on(slot.key)
            .filter(|(_, remark)| remark.closed_at.is_none() && (operator || remark.published))
            .count(),
        claim: facts
            .and_then(|facts| facts.claim.as_ref())
            .map(|claim| claim.justification.clone())
            .unwrap_or_default(),
        accept: files
            .iter()
            .map(|format| format!(".{format}"))
            .collect::<Vec<_>>()
            .join(","),
        limit: slot
            .kinds
            .iter()
            .filter_map(|kind| programme.proof_kind(kind))
            .filter_map(|kind| kind.max_file_mib)
            .max()
            .unwrap_or(100)
            .saturating_mul(1024 * 1024),
        takes_files: !files.is_empty(),
        justification_expected: slot.justification_expected,
        blanks: crate::pentest_form::blanks(person.house(), dossier, slot),
    }
}

pub(super) async fn show(
    person: Person,
    Path((id, chapter)): Path<(Uuid, String)>,
    Query(query): Query<DeskQuery>,
) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let code = ChapterCode::new(chapter);
    let house = person.house();
    let slots = dossier.slots(house);
    let visible = |slot: &ProofSlot| {
        slot_visible(
            &person.actor,
            slot.key,
            &dossier.state,
            house.programme(),
            house.now(),
        )
    };
    let chapters = chapters_of(&slots);
    let held: Vec<&ProofSlot> = chapters
        .iter()
        .find(|(chapter, _)| chapter.code == code)
        .map(|(_, held)| held.iter().copied().filter(|slot| visible(slot)).collect())
        .unwrap_or_default();
    let Some(first) = held.first() else {
        return person.visitor.problem(Problem::NotFound);
    };
    if dossier.state.eligible.is_none() {
        return Redirect::to(&head.path).into_response();
    }
    let operator = person.actor.side == Side::Operator;
    if query.preuve.is_none() && !operator {
        return vendor_page(
            &person,
            &dossier,
            layout,
            head,
            &held,
            &slots,
            &code,
            None,
            query.reprendre.is_some(),
            query.place.as_deref(),
        )
        .await;
    }
    let wanted = query.preuve.as_deref();
    let chosen = held
        .iter()
        .find(|slot| Some(slot.key.as_str()) == wanted)
        .or_else(|| {
            held.iter().find(|slot| {
                wanted.is_none()
                    && person.actor.teams.contains(&slot.team)
                    && dossier
                        .state
                        .slot(slot.key)
                        .is_some_and(|facts| facts.is_filled() && facts.verdict().is_none())
            })
        })
        .or_else(|| if wanted.is_none() { Some(first) } else { None });
    let Some(chosen) = chosen else {
        return person.visitor.problem(Problem::NotFound);
    };
    desk_page(
        &person,
        &dossier,
        layout,
        head,
        &held,
        &slots,
        chosen,
        Asked {
            text: query.wanted(),
            piece: query.piece,
            version: query.version,
            remark: query.remarque.and_then(|id| id.parse().ok()).map(RemarkId),
        },
    )
    .await
}

/// The chapter with a form that was refused.
pub(super) async fn again(
    person: &Person,
    id: Uuid,
    chapter: String,
    refused: FormState,
) -> Response {
    let (dossier, layout, head) = match dossier_for(person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let code = ChapterCode::new(chapter);
    let slots = dossier.slots(person.house());
    let held: Vec<&ProofSlot> = slots
        .iter()
        .filter(|slot| slot.chapter.code == code)
        .collect();
    vendor_page(
        person,
        &dossier,
        layout,
        head,
        &held,
        &slots,
        &code,
        Some(refused),
        false,
        None,
    )
    .await
}

/// Colour and word of the checks on each piece, by slot, piece and version.
pub(super) type Checked = BTreeMap<(ProofKey, EvidenceId, u32), (Tone, String)>;

async fn checked(person: &Person, dossier: &Dossier) -> Checked {
    match inspection::outcomes(person.house(), person.l(), dossier).await {
        Ok(outcomes) => outcomes,
        Err(error) => {
            tracing::error!(%error, code = error.code(), "inspections cannot be read");
            Checked::new()
        }
    }
}

/// What the checks say is shown beside each piece.
fn mark(line: &mut SlotLine, key: &ProofKey, checked: &Checked) {
    for piece in line
        .pieces
        .iter_mut()
        .filter(|piece| piece.erased.is_empty())
    {
        let Ok(evidence) = piece.evidence.parse() else {
            continue;
        };
        let place = (key.clone(), EvidenceId(evidence), piece.version);
        if let Some((tone, word)) = checked.get(&place) {
            piece.check = word.clone();
            piece.check_tone = *tone;
        }
    }
}

/// What the antivirus said that is worth a mark, beside each piece; in one look.
async fn mark_scans(person: &Person, layout: &Layout, lines: &mut [SlotLine]) {
    let pieces = || lines.iter().flat_map(|line| &line.pieces);
    let hashes: Vec<String> = pieces()
        .filter(|piece| !piece.href.is_empty())
        .map(|piece| piece.hash.clone())
        .collect();
    let known = match person.house().store().scans(&hashes).await {
        Ok(known) => known,
        Err(error) => {
            tracing::error!(%error, code = error.code(), "scans cannot be read");
            return;
        }
    };
    for piece in lines.iter_mut().flat_map(|line| &mut line.pieces) {
        piece.scan = known
            .get(&piece.hash)
            .filter(|_| !piece.href.is_empty())
            .map(|scan| malware::shown(person.house(), layout, Some(scan)))
            .filter(|scan| scan.telling);
    }
}

/// The answers about the requirements of these slots, each requirement once.
fn answers_of(house: &House, dossier: &Dossier, held: &[&ProofSlot]) -> Vec<BesideChapter> {
    let Some(opening) = &dossier.state.opening else {
        return Vec::new();
    };
    let mut requirements: Vec<&str> = Vec::new();
    for slot in held {
        let requirement = slot.requirement.id.as_str();
        if !requirements.contains(&requirement) {
            requirements.push(requirement);
        }
    }
    beside_chapter(house, &requirements, opening.scheme.as_str())
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page")]
async fn vendor_page(
    person: &Person,
    dossier: &Dossier,
    layout: Layout,
    head: Head,
    held: &[&ProofSlot<'_>],
    slots: &[ProofSlot<'_>],
    code: &ChapterCode,
    refused: Option<FormState>,
    narrowed: bool,
    place: Option<&str>,
) -> Response {
    let house = person.house();
    let programme = house.programme();
    let checked = checked(person, dossier).await;
    let found = submission::found(person, dossier, slots, code, &checked).await;
    let status = match refused {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let form = refused.unwrap_or_else(|| {
        let mut form = new_form(house, dossier.state.version);
        for (field, reason) in &found.given {
            form.set(field, reason.as_str());
        }
        form
    });
    let state = chapter_state(&dossier.state, slots, code);
    let facts = dossier.state.chapters.get(code);
    let mut lines: Vec<SlotLine> = held
        .iter()
        .map(|slot| {
            let mut line = line(person, &layout, dossier, slot, false);
            mark(&mut line, slot.key, &checked);
            line
        })
        .collect();
    mark_scans(person, &layout, &mut lines).await;
    let to_correct = lines.iter().filter(|line| line.to_correct).count();
    let filled = lines.iter().filter(|line| line.filled).count();
    let total = lines.len();
    let path = format!("{}/chapitres/{code}", head.path);
    let every: Vec<Place> = lines.iter().map(Place::of).collect();
    lines.retain(|line| !narrowed || line.to_correct);
    let shown: Vec<Place> = lines.iter().map(Place::of).collect();
    let pages = Pages::holding(every, &shown, &path, narrowed, place);
    let external = person.actor.side == Side::External;
    let submittable = matches!(
        state,
        ChapterState::NotStarted | ChapterState::InProgress | ChapterState::ChangesRequested
    );
    let gaps = if submittable {
        chapter_gaps(programme, &dossier.state, slots, code)
            .iter()
            .map(|gap| (gap, missing_in_words(layout.l, programme, gap)))
            .filter(|(_, (_, anchor))| !external || pages.knows(anchor))
            .map(|(gap, (text, anchor))| {
                let address = match gap {
                    MissingPiece::Certification { .. } => {
                        format!("{}/eligibilite#{anchor}", head.path)
                    }
                    _ => pages.address_of(&anchor),
                };
                (text, address)
            })
            .collect()
    } else {
        Vec::new()
    };
    let message = dossier
        .state
        .requests
        .iter()
        .rev()
        .find_map(|request| match &request.cause {
            aval_core::application::RequestCause::Changes { chapter, message }
                if chapter == code && request.answered.is_none() =>
            {
                Some(message.clone())
            }
            _ => None,
        })
        .unwrap_or_default();
    let reopened = facts
        .filter(|facts| matches!(facts.open, OpenSlots::Only(_)))
        .and_then(|facts| facts.reopened.as_ref())
        .map(|reopened| reopened.reasons.join(" "))
        .unwrap_or_default();
    let name = held
        .first()
        .map(|slot| slot.chapter.name.clone())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| code.to_string());
    // A receipt lists the whole chapter: it is not for an invited auditor.
    let receipts = facts
        .filter(|_| !external)
        .map(|facts| {
            facts
                .receipts
                .iter()
                .rev()
                .map(|receipt| {
                    (
                        format!("/dossiers/{}/accuses/{}", dossier.id, receipt.version),
                        layout.date_time(&receipt.at),
                    )
                })
                .collect()
        })
        .unwrap_or_default();
    let span = pages.span(layout.l);
    lines.truncate(pages.end);
    lines.drain(..pages.start);
    pictured(person, lines.iter_mut()).await;
    let answer = page(
        status,
        &ChapterPage {
            found,
            form,
            path,
            state: chapter_in_words(layout.l, programme, state),
            tone: chapter_tone(state),
            filled,
            total,
            span,
            first: pages.first,
            previous: pages.previous,
            next: pages.next,
            gaps,
            submittable,
            may_arrange: may(person, &person.actor, Right::Arrange(code.clone()), dossier),
            returned: state == ChapterState::ChangesRequested,
            may_submit: may(
                person,
                &person.actor,
                Right::SubmitChapter(code.clone()),
                dossier,
            ),
            message,
            reopened,
            narrowed,
            to_correct,
            receipts,
            answers: answers_of(house, dossier, held),
            layout: layout.crumb(name.clone(), ""),
            name,
            slots: lines,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

/// Whether this person may give the second opinion that a slot waits for. Until then they
/// read nothing of what was exchanged about it, on any page.
pub(super) fn gives_second_opinion(person: &Person, dossier: &Dossier, slot: &ProofSlot) -> bool {
    let Some(facts) = dossier.state.slot(slot.key) else {
        return false;
    };
    let first = facts.published_verdict().map(|verdict| verdict.by.id);
    facts.opinion_pending().is_some()
        && first != Some(person.actor.id)
        && may(
            person,
            &person.actor,
            Right::Review(slot.team.clone()),
            dossier,
        )
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page")]
async fn desk_page(
    person: &Person,
    dossier: &Dossier,
    layout: Layout,
    head: Head,
    held: &[&ProofSlot<'_>],
    slots: &[ProofSlot<'_>],
    slot: &ProofSlot<'_>,
    asked: Asked,
) -> Response {
    let house = person.house();
    let programme = house.programme();
    let l = layout.l;
    let operator = person.actor.side == Side::Operator;
    let code = &slot.chapter.code;
    let path = format!("{}/chapitres/{code}", head.path);
    let facts = dossier.state.slot(slot.key);
    let state = chapter_state(&dossier.state, slots, code);
    let mut lines: Vec<SlotLine> = held
        .iter()
        .map(|one| line(person, &layout, dossier, one, one.key == slot.key))
        .collect();
    let at = lines.iter().position(|line| line.current).unwrap_or(0);
    let neighbour = |index: Option<usize>| {
        index
            .and_then(|index| lines.get(index))
            .map(|line| format!("{path}?preuve={}", line.query))
            .unwrap_or_default()
    };
    let previous = neighbour(at.checked_sub(1));
    let next = neighbour(at.checked_add(1));
    let verdict = match viewpoint(person) {
        Viewpoint::Operator => facts.and_then(SlotFacts::verdict),
        Viewpoint::Vendor => facts.and_then(SlotFacts::published_verdict),
    };
    let judge = may(
        person,
        &person.actor,
        Right::Review(slot.team.clone()),
        dossier,
    );
    let submitted = state == ChapterState::Submitted;
    let judged = held
        .iter()
        .filter(|one| {
            dossier
                .state
                .slot(one.key)
                .is_some_and(|facts| facts.verdict().is_some())
                || !dossier
                    .state
                    .slot(one.key)
                    .is_some_and(SlotFacts::is_filled)
        })
        .count();
    let to_return = held.iter().any(|one| {
        slot_state(dossier.state.slot(one.key), Viewpoint::Operator) == SlotState::ChangesRequested
    });
    let second = facts.and_then(|facts| facts.second_opinion.as_ref());
    let second_waits = facts.is_some_and(|facts| facts.opinion_pending().is_some());
    let may_give_second = gives_second_opinion(person, dossier, slot);
    let seen_by = viewpoint(person);
    let mut told: Vec<(RemarkId, &Remark)> = dossier
        .state
        .remarks_on(slot.key)
        .filter(|_| !may_give_second)
        .filter(|(_, remark)| operator || remark.published)
        .collect();
    // Drafts come last: both sides count the same.
    told.sort_by_key(|(_, remark)| remark.at);
    let remarks: Vec<RemarkLine> = told
        .iter()
        .enumerate()
        .map(|(rank, (id, remark))| {
            let place = remark.place(seen_by);
            RemarkLine {
                id: id.to_string(),
                number: rank.saturating_add(1),
                text: remark.text.clone(),
                href: place
                    .map(|place| remark_address(&path, slot.key.as_str(), *id, Some(place)))
                    .unwrap_or_default(),
                again: dossier.state.is_to_see_again(remark, seen_by),
                current: asked.remark == Some(*id),
                repeats: remark
                    .repeats
                    .iter()
                    .filter(|repeat| operator || repeat.published)
                    .count(),
                blocking: remark.blocking,
                place: place.map(|place| in_words(l, place)).unwrap_or_default(),
                by: remark.by.name.clone(),
                at: layout.short_date_time(&remark.at),
                draft: !remark.published,
                treated: remark.is_treated(seen_by),
                closed: remark.closed_at.is_some(),
                answers: remark
                    .answers
                    .iter()
                    .map(|answer| {
                        (
                            answer.by.name.clone(),
                            layout.short_date_time(&answer.at),
                            answer.body.clone(),
                        )
                    })
                    .collect(),
            }
        })
        .collect();
    let may_erase = may(person, &person.actor, Right::EraseContent, dossier);
    let past = facts
        .map(|facts| {
            facts
                .past
                .iter()
                .rev()
                .filter(|link| !facts.links.contains(link))
                .filter_map(|link| {
                    let version = dossier
                        .state
                        .evidence_version(link.evidence, link.version)?;
                    Some(PastVersion {
                        label: version.content.label(),
                        version: link.version,
                        shown: version_address(&path, slot.key, link),
                        erased: version
                            .erased
                            .as_ref()
                            .map(|erased| mention(&layout, erased))
                            .unwrap_or_default(),
                        erase: erase_address(dossier, link.evidence, link.version, may_erase),
                        href: match version.content.file() {
                            Some(_) => {
                                format!("{}/pieces/{}/{}", head.path, link.evidence, link.version)
                            }
                            None => String::new(),
                        },
                        at: layout.short_date_time(&link.at),
                        by: version.by.name.clone(),
                    })
                })
                .collect()
        })
        .unwrap_or_default();
    let mut line = line(person, &layout, dossier, slot, true);
    pictured(person, lines.iter_mut().chain([&mut line])).await;
    let shown = shown(person, &layout, dossier, slot.key, &told, asked).await;
    let may_deposit = line.open
        && may(
            person,
            &person.actor,
            Right::Upload(code.clone(), slot.key.clone()),
            dossier,
        );
    let unfinished = if may_deposit {
        paused(person, &layout, dossier, slot.key.as_str()).await
    } else {
        Vec::new()
    };
    let linkable = dossier
        .state
        .evidence
        .iter()
        .filter(|(id, _)| {
            facts.is_none_or(|facts| !facts.links.iter().any(|link| link.evidence == **id))
        })
        .filter_map(|(id, piece)| {
            let content = &piece.versions.last()?.content;
            let label = format!("{} – {}", content.label(), piece.filed_in);
            Some(Choice::new(id.to_string(), label))
        })
        .collect();
    // What the checks saw of an erased content may repeat it.
    let seen = shown.as_ref().filter(|shown| shown.piece.erased.is_empty());
    let piece = seen.map(|shown| &shown.link);
    let (inspection, elsewhere) = match piece {
        Some(link) => looked_at(person, &layout, dossier, slot.key, link).await,
        None => (None, Vec::new()),
    };
    let declared_by = piece
        .and_then(|link| declared_by(&layout, dossier, link))
        .unwrap_or_default();
    let inspected = piece
        .and_then(|link| dossier.state.content(link))
        .is_some_and(|content| !matches!(content, Content::Text { .. }));
    let vendor = person.actor.side == Side::Vendor;
    let message = may(person, &person.actor, Right::Message, dossier);
    let name = if slot.chapter.name.is_empty() {
        code.to_string()
    } else {
        slot.chapter.name.clone()
    };
    let judges = judge && submitted && line.filled;
    let answer = page(
        StatusCode::OK,
        &DeskPage {
            form: new_form(house, dossier.state.version),
            state: chapter_in_words(l, programme, state),
            tone: chapter_tone(state),
            judged,
            total: held.len(),
            statement: slot.requirement.statement.as_str().to_owned(),
            comment: slot.requirement.comment.as_str().to_owned(),
            scenario_number: slot.scenario.number.clone(),
            scenario: slot.scenario.text.as_str().to_owned(),
            beside: dossier
                .state
                .opening
                .as_ref()
                .map(|opening| beside(house, slot.requirement.id.as_str(), opening.scheme.as_str()))
                .unwrap_or_default(),
            cite: if judges { "f-remark" } else { "" },
            content_language: programme.language.clone(),
            criticality: l
                .t(match slot.requirement.criticality {
                    Criticality::Undefined => "criticality-undefined",
                    Criticality::Minor => "criticality-minor",
                    Criticality::Major => "criticality-major",
                    Criticality::Critical => "criticality-critical",
                })
                .into_owned(),
            team: programme
                .teams
                .iter()
                .find(|team| team.code == slot.team)
                .map_or_else(|| slot.team.to_string(), |team| team.label.clone()),
            formats: slot.formats.iter().cloned().collect::<Vec<_>>().join(", "),
            verdict: verdict
                .map(|verdict| verdict_in_words(l, verdict.verdict))
                .unwrap_or_default(),
            verdict_by: verdict
                .map(|verdict| {
                    format!(
                        "{}, {}",
                        verdict.by.name,
                        layout.short_date_time(&verdict.at)
                    )
                })
                .unwrap_or_default(),
            verdict_note: verdict
                // A note is for the teams; the reasons of a second opinion are for both sides.
                .filter(|verdict| !may_give_second && (operator || verdict.second))
                .and_then(|verdict| verdict.note.clone())
                .unwrap_or_default(),
            verdict_draft: verdict.is_some_and(|verdict| !verdict.published),
            remark_saved: remarks.iter().any(|remark| remark.current && remark.draft)
                && !layout.flash.is_empty(),
            remarks,
            compare_href: facts
                .filter(|facts| facts.past.len() > 1)
                .map(|_| compare_address(dossier, slot.key))
                .unwrap_or_default(),
            past,
            previous,
            next,
            may_judge: judges,
            claimed: !line.claim.is_empty(),
            may_conclude: submitted && may(person, &person.actor, Right::ReturnChapters, dossier),
            may_reopen: matches!(state, ChapterState::Submitted | ChapterState::Validated)
                && may(person, &person.actor, Right::ReturnChapters, dossier),
            may_arrange: may_deposit
                && may(person, &person.actor, Right::Arrange(code.clone()), dossier),
            may_deposit,
            unfinished,
            may_message: message,
            may_ask_second: vendor
                && message
                && !second_waits
                && verdict.is_some_and(|verdict| {
                    verdict.verdict == Verdict::ChangesRequested && !verdict.superseded
                }),
            second_pending: second
                .filter(|_| second_waits && !may_give_second)
                .map(|opinion| opinion.reason.clone())
                .unwrap_or_default(),
            may_give_second,
            operator,
            to_return,
            fully_judged: judged == held.len(),
            linkable,
            layout: layout
                .crumb(name.clone(), path.clone())
                .crumb(line.key.clone(), "")
                .wide(),
            name,
            path,
            slots: lines,
            slot: line,
            inspected,
            declared_by,
            declare_href: piece
                .filter(|_| {
                    may_deposit
                        && inspection
                            .as_ref()
                            .is_some_and(|inspection| inspection.entry_expected)
                })
                .map(|link| declared::address(dossier, slot.key, link.evidence))
                .unwrap_or_default(),
            overdue: piece.is_some_and(|link| inspection::is_overdue(house, link)),
            elsewhere,
            inspection,
            shown,
            head,
        },
    );
    person.visitor.clear_flash(answer)
}

/// Who declared facts about a piece, and when.
fn declared_by(layout: &Layout, dossier: &Dossier, link: &EvidenceLink) -> Option<String> {
    let piece = dossier.state.evidence.get(&link.evidence)?;
    let declared = piece.version(link.version)?.declared.as_ref()?;
    let told = layout.l.with(
        "declared-by",
        &[
            ("name", declared.by.name.clone().into()),
            ("when", layout.short_date_time(&declared.at).into()),
        ],
    );
    Some(told.into_owned())
}

/// What the checks on arrival said about a piece, and where else it is.
async fn looked_at(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    slot: &ProofKey,
    link: &EvidenceLink,
) -> (Option<ShownInspection>, Vec<Elsewhere>) {
    let inspection = inspection::latest(person.house(), layout, dossier, slot, link)
        .await
        .unwrap_or_else(|error| {
            tracing::error!(%error, code = error.code(), "inspections cannot be read");
            None
        });
    let elsewhere = inspection::elsewhere(person, layout, dossier, slot, link)
        .await
        .unwrap_or_else(|error| {
            tracing::error!(%error, code = error.code(), "uses of a content cannot be read");
            Vec::new()
        });
    (inspection, elsewhere)
}

/// The page that shows a version in place.
fn version_address(path: &str, slot: &ProofKey, link: &EvidenceLink) -> String {
    format!(
        "{path}?preuve={}&piece={}&version={}",
        encoded(slot.as_str()),
        link.evidence,
        link.version
    )
}

/// What is asked for among all that ever stood in the slot: the version of a remark, an
/// earlier version, a piece; else the first piece.
fn link_asked<'a>(
    dossier: &'a Dossier,
    slot: &ProofKey,
    remark: Option<&Remark>,
    asked: &Asked,
    person: &Person,
) -> Option<&'a EvidenceLink> {
    let facts = dossier.state.slot(slot)?;
    let same = |seen: SeenPiece| {
        let mut past = facts.past.iter().rev();
        past.find(|link| link.evidence == seen.evidence && link.version == seen.version)
    };
    let of_remark = remark
        .and_then(|remark| dossier.state.piece_of(remark, viewpoint(person)))
        .and_then(same);
    let evidence = asked.piece.as_deref().and_then(|id| id.parse().ok());
    let of_version = || {
        same(SeenPiece {
            evidence: evidence?,
            version: asked.version?,
        })
    };
    let of_piece = || {
        facts
            .links
            .iter()
            .find(|link| Some(link.evidence) == evidence)
    };
    of_remark
        .or_else(of_version)
        .or_else(of_piece)
        .or_else(|| facts.links.first())
}

/// The piece in the middle of the desk, with the remarks that have their place in it.
async fn shown(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    slot: &ProofKey,
    told: &[(RemarkId, &Remark)],
    asked: Asked,
) -> Option<Shown> {
    let remark = told
        .iter()
        .find(|(id, _)| Some(*id) == asked.remark)
        .map(|(_, remark)| *remark);
    let link = link_asked(dossier, slot, remark, &asked, person)?.clone();
    let mut piece = piece_of(person, layout, dossier, &link)?;
    let facts = dossier.state.slot(slot)?;
    let readable = if piece.href.is_empty() {
        None
    } else {
        let house = person.house();
        let scan = house.store().scan(&piece.hash).await.ok().flatten();
        piece.scan = Some(malware::shown(house, layout, scan.as_ref()));
        Some(house.readable(Reader::from(person), &piece.hash).await)
    };
    let look = if piece.href.is_empty() {
        Look::Attachment
    } else {
        Look::of(&piece.label)
    };
    let pins = pins(person, dossier, slot, told, &link, asked.remark);
    let mut text = asked.text;
    if let Some(Anchor::Line { line, .. }) = remark.and_then(|one| one.place(viewpoint(person))) {
        // A few lines before, to see where one is.
        text.line = u64::from(*line).saturating_sub(3).max(1);
    }
    let mut shown = Shown {
        kind: match (piece.href.is_empty(), piece.link.is_empty()) {
            _ if !piece.erased.is_empty() => "erased",
            (true, true) => "typed",
            (true, false) => "link",
            (false, _) => look.code(),
        },
        past: !facts
            .links
            .iter()
            .any(|held| held.evidence == link.evidence && held.version == link.version),
        opening: pins.opening(),
        pins,
        reading: Reading::default(),
        sought: text.words.clone(),
        above: 0,
        listing: None,
        kept_back: String::new(),
        link,
        piece,
    };
    let filled = match readable {
        None => Ok(()),
        Some(Ok(readable)) => fill(&readable, &mut shown, look, text).await,
        Some(Err(Unread::KeptBack(why))) => {
            shown.keep_back(layout, why);
            Ok(())
        }
        Some(Err(error)) => Err(std::io::Error::other(error)),
    };
    if let Err(error) = filled {
        tracing::error!(%error, hash = shown.piece.hash, "a stored file cannot be read");
        shown.kind = Look::Attachment.code();
    }
    Some(shown)
}

impl Shown {
    fn keep_back(&mut self, layout: &Layout, why: KeptBack) {
        // What it means and what to do is said below, with the antivirus.
        let (title, _) = why.keys();
        self.kind = "kept-back";
        self.kept_back = layout.t(title).into_owned();
    }
}

fn pins(
    person: &Person,
    dossier: &Dossier,
    slot: &ProofKey,
    told: &[(RemarkId, &Remark)],
    link: &EvidenceLink,
    current: Option<RemarkId>,
) -> Pins {
    let l = person.l();
    let seen_by = viewpoint(person);
    let seen = SeenPiece {
        evidence: link.evidence,
        version: link.version,
    };
    let chapter = super::evidence::chapter_of(dossier, slot).map(ToString::to_string);
    let path = format!(
        "{}/chapitres/{}",
        application_path(dossier.id),
        chapter.unwrap_or_default()
    );
    let pinned = told.iter().enumerate().filter_map(|(rank, (id, remark))| {
        let anchor = remark.place(seen_by)?;
        let carried = marks(&dossier.state, remark, seen_by, seen)?;
        let number = rank.saturating_add(1);
        let place = in_words(l, anchor);
        Some(Pin {
            number,
            href: format!("#remarque-{id}"),
            address: remark_address(&path, slot.as_str(), *id, Some(anchor)),
            label: l
                .with(
                    if carried { "pin-carried" } else { "pin" },
                    &[
                        ("number", number.into()),
                        ("place", place.clone().into()),
                        ("text", text_of(&remark.text, 120).into()),
                    ],
                )
                .into_owned(),
            carried,
            current: current == Some(*id),
            anchor: anchor.clone(),
            place,
        })
    });
    Pins::new(pinned.collect())
}

/// Reads what the page itself shows of a file.
async fn fill(
    readable: &Readable,
    shown: &mut Shown,
    look: Look,
    text: Wanted,
) -> std::io::Result<()> {
    let sought = async || readable.sought().await.map_err(std::io::Error::other);
    match look {
        Look::Lines => {
            let file = sought().await?;
            let (size, name) = (file.size(), shown.piece.label.clone());
            let reading = viewer::read(file, size, name, text).await?;
            let window = u64::try_from(WINDOW).unwrap_or(u64::MAX);
            if reading.lines.first > 1 {
                shown.above = reading.lines.first.saturating_sub(window).max(1);
            }
            shown.reading = reading;
        }
        Look::Entries => {
            shown.listing = viewer::read_archive(sought().await?).await?;
            if shown.listing.is_none() {
                shown.kind = Look::Attachment.code();
            }
        }
        _ => {}
    }
    Ok(())
}
