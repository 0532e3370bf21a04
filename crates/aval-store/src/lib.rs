//! Where Aval keeps things: the journal, the views and the outbox in one database (SQLite
//! or PostgreSQL, chosen by an address), files under their SHA-256 on disk, accounts and
//! catalogue versions.
//!
//! No rule of the domain lives here: the domain folds streams and computes rows through
//! [`Projector`]. Time, identifiers and secrets come from the caller.

mod accounts;
mod blobs;
mod catalogue;
mod column;
mod commit;
mod cursor;
mod custody;
mod database;
mod erasure;
mod error;
mod faq;
mod inspections;
mod journal;
mod likeness;
mod moving;
mod outbox;
mod projector;
mod queue;
mod register;
mod scans;
mod scope;
mod sql;
mod thumbnail;
mod uploads;
mod views;

pub use accounts::{
    Account, AccountFilter, Identity, NewAccount, NewSession, OpenSession, Organisation,
    OrganisationKind, Session, SignIn, SignInLimits,
};
pub use blobs::{
    BlobError, BlobRange, BlobReader, Blobs, BucketAccess, FilesAddress, LocalBlob, Patience,
    SealingKeys, SoughtBlob, StoredBlob,
};
pub use catalogue::{CatalogueEntry, Inserted, StoredCatalogue};
pub use commit::{Batch, snapshot_is_due};
pub use cursor::{COUNT_MAX, PAGE_MAX, Page, Total};
pub use custody::{BlobFault, Custody, CustodyError, FaultyBlob, Round, SHORTEST_GRACE};
pub use database::{Store, Tx};
pub use error::StoreError;
pub use faq::{
    FaqAct, FaqAuthor, FaqClosed, FaqDelivered, FaqFate, FaqLink, FaqMiss, FaqPlan, FaqRemark,
    FaqRevision, FaqSource, FaqText, FaqUnopened, FaqUpload, FaqVote, FaqVoteLimits, FaqVoted,
    FaqVotes, FaqWritten,
};
pub use inspections::{Inspection, InspectionMark, InspectionOutcome};
pub use journal::{Appended, Fault, Flaw, Loaded, Meta, NewEvent, Recorded, Snapshot, Verified};
pub use likeness::{Candidate, KeptLikeness};
pub use moving::{Moved, Moving};
pub use outbox::{Job, NewJob};
pub use projector::{Projector, Why};
pub use queue::{CaseLeadFilter, QueueFilter, QueuePage, QueueSort, StateCount};
pub use register::{FacetCount, RegisterFacets, RegisterFilter};
pub use scans::{PastAnswer, Scan, ScanAnswer, ScanCounts, ScanOrder, ScanState};
pub use scope::Scope;
pub use uploads::{
    CHECKPOINT, Checksum, ChecksumAlgorithm, Hold, NewUpload, Upload, UploadError, UploadKind,
    Uploads,
};
pub use views::{
    ApplicationRow, Assignment, AssignmentKind, EvidenceUse, ListingRow, RebuildProgress, Rebuilt,
    Sibling, SlotContent, TeamTask, TurnColumn, Views, search_text,
};
