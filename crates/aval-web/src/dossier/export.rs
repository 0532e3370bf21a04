//! A whole application as one archive, sent while it is made: every file that the person
//! may see, each content once, behind a manifest that says what belongs where and a list of
//! hashes that `sha256sum -c SHA256SUMS` verifies. Nothing is compressed: proofs are films
//! and images, and the first octet leaves at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufWriter, Read, Write},
};

use aval_core::{
    access::{Side, slot_visible},
    application::{Content, EvidenceLink, FileContent},
    catalogue::{ProofKey, slug},
};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::{StreamExt, stream};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use serde::Serialize;
use tokio::runtime::Handle;
use tokio_util::io::{ReaderStream, SyncIoBridge};
use uuid::Uuid;

use super::{erasure::mention, evidence::disposition, overview::dossier_for};
use crate::{
    address::Path,
    applications::Dossier,
    house::House,
    layout::Layout,
    malware::{KeptBack, Reader},
    visitor::Person,
};

/// Folder of the files that answer forms.
const FORMS: &str = "candidature";

/// Octets between the disk and the line.
const PIPE: usize = 256 * 1024;

#[derive(Serialize)]
struct Manifest {
    schema: &'static str,
    number: String,
    product: String,
    vendor: String,
    catalogue: String,
    /// Version of the application, in its journal.
    version: u64,
    made_at: String,
    pieces: Vec<Piece>,
    /// What the forms were answered with; an invited auditor has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<Answered>,
}

#[derive(Serialize)]
struct Answered {
    /// The form, or the certification asked for.
    form: String,
    field: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Named>,
}

#[derive(Serialize)]
struct Piece {
    chapter: String,
    slot: String,
    evidence: String,
    version: u32,
    /// In the slot today; others were there before.
    current: bool,
    deposited_at: String,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Named>,
    /// When, by whom and why the content was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    erased: Option<String>,
    /// Why it was submitted in spite of what checks found, submission by submission.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<Argued>,
}

#[derive(Serialize)]
struct Argued {
    code: String,
    reason: String,
    by: String,
    submitted_at: String,
}

/// Every reason given for a version of a piece in a slot.
fn argued(dossier: &Dossier, slot: &ProofKey, link: &EvidenceLink) -> Vec<Argued> {
    let chapters = dossier.state.chapters.values();
    let mut argued = Vec::new();
    for receipt in chapters.flat_map(|chapter| &chapter.receipts) {
        let items = receipt.receipt.items.iter();
        let reasons = items
            .filter(|item| item.slot == *slot)
            .flat_map(|item| &item.reasons);
        argued.extend(
            reasons
                .filter(|given| given.evidence == link.evidence && given.version == link.version)
                .map(|given| Argued {
                    code: given.code.clone(),
                    reason: given.reason.clone(),
                    by: receipt.by.name.clone(),
                    submitted_at: receipt.at.to_string(),
                }),
        );
    }
    argued
}

#[derive(Serialize)]
struct Named {
    /// Where it is in the archive; empty when the store does not have it.
    path: String,
    name: String,
    size: u64,
    sha256: String,
    /// Why the content is not in the archive, when it is kept back.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_back: Option<Withheld>,
}

#[derive(Serialize)]
struct Withheld {
    code: &'static str,
    text: String,
}

impl Named {
    fn without_content(file: &FileContent) -> Self {
        Self {
            path: String::new(),
            name: file.name.clone(),
            size: file.size,
            sha256: file.hash.clone(),
            kept_back: None,
        }
    }
}

/// A stored file and its place in the archive.
struct Stored {
    path: String,
    hash: String,
}

/// Gives every content one place in the archive.
#[derive(Default)]
struct Collected {
    files: Vec<Stored>,
    taken: BTreeSet<String>,
    by_hash: BTreeMap<String, String>,
    /// Contents that are not given to this person, and why.
    kept_back: BTreeMap<String, KeptBack>,
    /// Octets of what the store has.
    sizes: BTreeMap<String, u64>,
}

/// Contents asked for at the same time: a bucket answers slowly, not seldom.
const AT_ONCE: usize = 16;

/// The sizes of those contents that the store has.
async fn sizes(person: &Person, hashes: &[String]) -> BTreeMap<String, u64> {
    let blobs = person.house().blobs();
    stream::iter(hashes.to_vec())
        .map(|hash| {
            let blobs = blobs.clone();
            async move { Some((blobs.size(&hash).await.ok()?, hash)) }
        })
        .buffer_unordered(AT_ONCE)
        .filter_map(std::future::ready)
        .map(|(size, hash)| (hash, size))
        .collect()
        .await
}

impl Collected {
    /// The place of a file, and whether it is a new one.
    fn of(&mut self, folder: &str, file: &FileContent) -> (String, bool) {
        if let Some(path) = self.by_hash.get(&file.hash) {
            return (path.clone(), false);
        }
        let mut path = format!("{folder}/{}", file.name);
        let mut rank = 2;
        while !self.taken.insert(path.to_lowercase()) {
            path = format!("{folder}/{rank}-{}", file.name);
            rank += 1;
        }
        self.by_hash.insert(file.hash.clone(), path.clone());
        (path, true)
    }

    /// The mention of a file, which is sent when the store has it whole.
    async fn named(&mut self, person: &Person, folder: &str, file: &FileContent) -> Named {
        if let Some(why) = self.kept_back.get(&file.hash) {
            let (_, text) = why.keys();
            return Named {
                kept_back: Some(Withheld {
                    code: why.code(),
                    text: person.l().t(text).into_owned(),
                }),
                ..Named::without_content(file)
            };
        }
        if self.sizes.get(&file.hash) != Some(&file.size) {
            tracing::error!(hash = file.hash, "a stored file is missing or altered");
            return Named::without_content(file);
        }
        let (path, new) = self.of(folder, file);
        if new {
            self.files.push(Stored {
                path: path.clone(),
                hash: file.hash.clone(),
            });
        }
        Named {
            path,
            ..Named::without_content(file)
        }
    }
}

pub(super) async fn archive(person: Person, Path(id): Path<Uuid>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let reader = Reader::from(&person);
    let hashes = hashes(&dossier);
    let sizes = sizes(&person, &hashes).await;
    let mut collected = match person.house().kept_back(reader, &hashes).await {
        Ok(kept_back) => Collected {
            kept_back,
            sizes,
            ..Collected::default()
        },
        Err(error) => return person.failed(error.into(), None, "/dossiers"),
    };
    let pieces = pieces(&person, &layout, &dossier, &mut collected).await;
    let answers = answers(&person, &dossier, &mut collected).await;
    let files = collected.files;
    let manifest = Manifest {
        schema: "aval.dossier/1",
        number: head.number.clone(),
        product: head.product.clone(),
        vendor: head.vendor.clone(),
        catalogue: format!("{} {}", dossier.catalogue.code, dossier.catalogue.version),
        version: dossier.state.version,
        made_at: person.house().now().to_string(),
        pieces,
        answers,
    };
    let (line, pipe) = tokio::io::duplex(PIPE);
    let pipe = SyncIoBridge::new(pipe);
    let house = person.house().clone();
    tokio::task::spawn_blocking(move || {
        // The line was left, or the disk failed: the archive ends early, and shows it.
        if let Err(error) = write(pipe, &manifest, &files, &house, reader) {
            tracing::warn!(%error, "an archive was not sent to its end");
        }
    });
    let mut answer = Response::new(Body::from_stream(ReaderStream::with_capacity(line, PIPE)));
    let fields = answer.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/zip"),
    );
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = format!("{}.zip", slug(&head.number));
    if let Ok(value) = HeaderValue::from_str(&disposition(&name, false)) {
        fields.insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}

/// What the person may see, in the order of the catalogue.
async fn pieces(
    person: &Person,
    layout: &Layout,
    dossier: &Dossier,
    collected: &mut Collected,
) -> Vec<Piece> {
    let house = person.house();
    let chapters: BTreeMap<&ProofKey, &str> = dossier
        .catalogue
        .proofs()
        .map(|(chapter, _, _, proof)| (&proof.key, chapter.code.as_str()))
        .collect();
    let mut pieces = Vec::new();
    for (key, facts) in &dossier.state.slots {
        if !slot_visible(
            &person.actor,
            key,
            &dossier.state,
            house.programme(),
            house.now(),
        ) {
            continue;
        }
        let chapter = chapters.get(key).copied().unwrap_or("-");
        for link in &facts.past {
            let Some(version) = dossier.state.evidence_version(link.evidence, link.version) else {
                continue;
            };
            let current = facts.links.contains(link);
            let mut piece = Piece {
                chapter: chapter.to_owned(),
                slot: key.to_string(),
                evidence: link.evidence.to_string(),
                version: link.version,
                current,
                deposited_at: version.at.to_string(),
                by: version.by.name.clone(),
                value: None,
                file: None,
                erased: version
                    .erased
                    .as_ref()
                    .map(|erased| mention(layout, erased)),
                reasons: argued(dossier, key, link),
            };
            match &version.content {
                // Only what is left of it, in the manifest.
                Content::File(file) if version.erased.is_some() => {
                    piece.file = Some(Named::without_content(file));
                }
                Content::File(file) => {
                    let folder = format!(
                        "{}/{}{}",
                        slug(chapter),
                        slug(key.as_str()),
                        if current { "" } else { "/versions" }
                    );
                    piece.file = Some(collected.named(person, &folder, file).await);
                }
                other => piece.value = Some(other.label()),
            }
            pieces.push(piece);
        }
    }
    pieces
}

/// The forms and the requests of certification, with their files. An invited auditor does not
/// read them on the pages either.
async fn answers(person: &Person, dossier: &Dossier, collected: &mut Collected) -> Vec<Answered> {
    let (house, state) = (person.house(), &dossier.state);
    if person.actor.side == Side::External {
        return Vec::new();
    }
    let mut answers = Vec::new();
    for (form, fields) in &state.forms {
        for (field, value) in fields {
            answers.push(Answered {
                form: form.to_string(),
                field: field.to_string(),
                value: value.clone(),
                file: None,
            });
        }
    }
    for (field, file) in &state.form_files {
        let form = house
            .programme()
            .forms
            .iter()
            .find(|form| form.fields.iter().any(|asked| asked.code == *field));
        answers.push(Answered {
            file: Some(collected.named(person, FORMS, file).await),
            form: form.map(|form| form.code.to_string()).unwrap_or_default(),
            field: field.to_string(),
            value: String::new(),
        });
    }
    for (certification, request) in &state.certifications {
        let file = match &request.evidence {
            Some(file) => Some(collected.named(person, FORMS, file).await),
            None => None,
        };
        answers.push(Answered {
            form: certification.to_string(),
            field: "request".to_owned(),
            value: format!(
                "{} · {} · {} · {}",
                request.product, request.version, request.nil, request.status
            ),
            file,
        });
    }
    answers
}

/// Every content of an application.
fn hashes(dossier: &Dossier) -> Vec<String> {
    let state = &dossier.state;
    let pieces = state.evidence.values().flat_map(|piece| &piece.versions);
    let files = pieces
        .filter_map(|version| version.content.file())
        .chain(state.form_files.values())
        .chain(
            state
                .certifications
                .values()
                .filter_map(|request| request.evidence.as_ref()),
        );
    let hashes: BTreeSet<String> = files.map(|file| file.hash.clone()).collect();
    hashes.into_iter().collect()
}

fn write(
    line: impl Write,
    manifest: &Manifest,
    files: &[Stored],
    house: &House,
    reader: Reader,
) -> io::Result<()> {
    let mut archive = ZipArchiveWriter::new(BufWriter::with_capacity(PIPE, line));
    let text = serde_json::to_vec_pretty(manifest)?;
    entry(&mut archive, "manifest.json", &mut text.as_slice())?;
    let hashes: BTreeMap<&str, &str> = manifest
        .pieces
        .iter()
        .filter_map(|piece| piece.file.as_ref())
        .chain(
            manifest
                .answers
                .iter()
                .filter_map(|answer| answer.file.as_ref()),
        )
        .filter(|file| !file.path.is_empty())
        .map(|file| (file.path.as_str(), file.sha256.as_str()))
        .collect();
    let sums: String = hashes
        .iter()
        .map(|(path, hash)| format!("{hash}  {path}\n"))
        .collect();
    entry(&mut archive, "SHA256SUMS", &mut sums.as_bytes())?;
    let runtime = Handle::current();
    for stored in files {
        // Asked again: something may have been found since the manifest was written. The
        // archive ends there then, and shows it.
        let readable = runtime
            .block_on(house.readable(reader, &stored.hash))
            .map_err(io::Error::other)?;
        let whole = runtime
            .block_on(readable.open_range(None))
            .map_err(io::Error::other)?;
        entry(
            &mut archive,
            &stored.path,
            &mut SyncIoBridge::new(whole.reader),
        )?;
    }
    let mut line = archive.finish().map_err(io::Error::other)?;
    line.flush()
}

fn entry<W: Write>(
    archive: &mut ZipArchiveWriter<W>,
    path: &str,
    source: &mut impl Read,
) -> io::Result<()> {
    let (mut entry, config) = archive
        .new_file(path)
        .compression_method(CompressionMethod::STORE)
        .unix_permissions(0o644)
        .start()
        .map_err(io::Error::other)?;
    let mut data = config.wrap(&mut entry);
    let mut chunk = vec![0; PIPE];
    loop {
        match source.read(&mut chunk)? {
            0 => break,
            read => data.write_all(chunk.get(..read).unwrap_or_default())?,
        }
    }
    let (_, descriptor) = data.finish().map_err(io::Error::other)?;
    entry.finish(descriptor).map_err(io::Error::other)?;
    Ok(())
}
