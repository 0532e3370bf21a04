//! A whole application as one archive, sent while it is made: every file that the person
//! may see, each content once, behind a manifest that says what belongs where and a list of
//! hashes that `sha256sum -c SHA256SUMS` verifies. Nothing is compressed: proofs are films
//! and images, and the first octet leaves at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, BufWriter, Read, Write},
};

use aval_core::{
    access::slot_visible,
    application::{Content, EvidenceLink, FileContent},
    catalogue::{ProofKey, slug},
};
use aval_store::Blobs;
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use serde::Serialize;
use tokio::runtime::Handle;
use tokio_util::io::{ReaderStream, SyncIoBridge};
use uuid::Uuid;

use super::{erasure::mention, evidence::disposition, overview::dossier_for};
use crate::{address::Path, applications::Dossier, layout::Layout, visitor::Person};

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
}

/// A stored file and its place in the archive.
struct Stored {
    path: String,
    hash: String,
}

/// Gives every content one place in the archive.
#[derive(Default)]
struct Places {
    taken: BTreeSet<String>,
    by_hash: BTreeMap<String, String>,
}

impl Places {
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
}

pub(super) async fn archive(person: Person, Path(id): Path<Uuid>) -> Response {
    let (dossier, layout, head) = match dossier_for(&person, id).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let (pieces, files) = pieces(&person, &layout, &dossier).await;
    let manifest = Manifest {
        schema: "aval.dossier/1",
        number: head.number.clone(),
        product: head.product.clone(),
        vendor: head.vendor.clone(),
        catalogue: format!("{} {}", dossier.catalogue.code, dossier.catalogue.version),
        version: dossier.state.version,
        made_at: person.house().now().to_string(),
        pieces,
    };
    let (line, pipe) = tokio::io::duplex(PIPE);
    let pipe = SyncIoBridge::new(pipe);
    let blobs = person.house().blobs().clone();
    tokio::task::spawn_blocking(move || {
        // The line was left, or the disk failed: the archive ends early, and shows it.
        if let Err(error) = write(pipe, &manifest, &files, &blobs) {
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

/// What the person may see, in the order of the catalogue, and the files to send.
async fn pieces(person: &Person, layout: &Layout, dossier: &Dossier) -> (Vec<Piece>, Vec<Stored>) {
    let house = person.house();
    let chapters: BTreeMap<&ProofKey, &str> = dossier
        .catalogue
        .proofs()
        .map(|(chapter, _, _, proof)| (&proof.key, chapter.code.as_str()))
        .collect();
    let mut places = Places::default();
    let (mut pieces, mut files) = (Vec::new(), Vec::new());
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
                Content::File(file) => {
                    let folder = format!(
                        "{}/{}{}",
                        slug(chapter),
                        slug(key.as_str()),
                        if current { "" } else { "/versions" }
                    );
                    let mut path = String::new();
                    let there = house.blobs().size(&file.hash).await;
                    if version.erased.is_some() {
                        // Only what is left of it, in the manifest.
                    } else if there.is_ok_and(|size| size == file.size) {
                        let (place, new) = places.of(&folder, file);
                        if new {
                            files.push(Stored {
                                path: place.clone(),
                                hash: file.hash.clone(),
                            });
                        }
                        path = place;
                    } else {
                        tracing::error!(hash = file.hash, "a stored file is missing or altered");
                    }
                    piece.file = Some(Named {
                        path,
                        name: file.name.clone(),
                        size: file.size,
                        sha256: file.hash.clone(),
                    });
                }
                other => piece.value = Some(other.label()),
            }
            pieces.push(piece);
        }
    }
    (pieces, files)
}

fn write(line: impl Write, manifest: &Manifest, files: &[Stored], blobs: &Blobs) -> io::Result<()> {
    let mut archive = ZipArchiveWriter::new(BufWriter::with_capacity(PIPE, line));
    let text = serde_json::to_vec_pretty(manifest)?;
    entry(&mut archive, "manifest.json", &mut text.as_slice())?;
    let hashes: BTreeMap<&str, &str> = manifest
        .pieces
        .iter()
        .filter_map(|piece| piece.file.as_ref())
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
        let whole = runtime
            .block_on(blobs.open_range(&stored.hash, None))
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
