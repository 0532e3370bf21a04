-- The truth: events, chained by hash inside each stream. Never updated, never deleted.
CREATE TABLE journal (
    position      INTEGER PRIMARY KEY AUTOINCREMENT,
    stream        TEXT NOT NULL,
    version       BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    payload       TEXT NOT NULL,
    actor         TEXT NOT NULL,
    at            BIGINT NOT NULL,
    correlation   TEXT NOT NULL,
    chain         BIGINT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash          TEXT NOT NULL,
    UNIQUE (stream, version)
);

-- Where each stream ends: claims a version for one writer, and betrays a removed tail.
CREATE TABLE stream_head (
    stream  TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    hash    TEXT NOT NULL
);

CREATE TABLE snapshot (
    stream    TEXT NOT NULL PRIMARY KEY,
    version   BIGINT NOT NULL,
    schema_id TEXT NOT NULL,
    state     TEXT NOT NULL
);

-- Views: rebuilt from the journal at will.
CREATE TABLE application_view (
    id                 TEXT NOT NULL PRIMARY KEY,
    number             TEXT NOT NULL UNIQUE,
    vendor_id          TEXT NOT NULL,
    vendor_name        TEXT NOT NULL,
    product_name       TEXT NOT NULL,
    technical_version  TEXT NOT NULL,
    scheme             TEXT NOT NULL,
    sector             TEXT NOT NULL,
    programme          TEXT NOT NULL,
    state              TEXT NOT NULL,
    phase              TEXT NOT NULL,
    turn               TEXT NOT NULL,
    waiting_since      BIGINT NOT NULL,
    due_at             BIGINT,
    -- due_at, or the last representable instant: both databases then sort "no date" last.
    due_key            BIGINT NOT NULL,
    case_lead          TEXT,
    case_lead_name     TEXT,
    chapters_total     BIGINT NOT NULL,
    chapters_validated BIGINT NOT NULL,
    chapters_submitted BIGINT NOT NULL,
    slots_total        BIGINT NOT NULL,
    slots_filled       BIGINT NOT NULL,
    slots_conform      BIGINT NOT NULL,
    version            BIGINT NOT NULL,
    opened_at          BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL,
    wake_at            BIGINT,
    search_text        TEXT NOT NULL
);

-- One index a sort order, for filters that let many rows through, and a few that begin with
-- a filter, for those that let few through. Each holds every filtered column, so that a
-- row is left out without fetching it.
CREATE INDEX application_by_waiting ON application_view
    (waiting_since, id, state, turn, scheme, sector, due_at, case_lead, vendor_id);
CREATE INDEX application_by_due ON application_view
    (due_key, id, state, turn, scheme, sector, due_at, case_lead, vendor_id);
CREATE INDEX application_by_update ON application_view
    (updated_at, id, state, turn, scheme, sector, due_at, case_lead, vendor_id);
CREATE INDEX application_by_number ON application_view
    (number, id, state, turn, scheme, sector, due_at, case_lead, vendor_id);
CREATE INDEX application_by_state ON application_view
    (state, scheme, turn, sector, due_at, case_lead, vendor_id, id);
CREATE INDEX application_by_scheme ON application_view
    (scheme, sector, turn, state, due_at, case_lead, vendor_id, id);
CREATE INDEX application_by_vendor ON application_view
    (vendor_id, state, scheme, turn, sector, due_at, case_lead, id);
CREATE INDEX application_by_case_lead ON application_view
    (case_lead, state, scheme, turn, sector, due_at, vendor_id, id);
CREATE INDEX application_by_wake ON application_view (wake_at) WHERE wake_at IS NOT NULL;

-- The words of search_text, so that a typed beginning of a word is a range of an index.
CREATE TABLE application_word (
    word           TEXT NOT NULL,
    application_id TEXT NOT NULL REFERENCES application_view (id) ON DELETE CASCADE,
    PRIMARY KEY (word, application_id)
) WITHOUT ROWID;
CREATE INDEX application_word_by_application ON application_word (application_id);

CREATE TABLE team_task_view (
    application_id TEXT NOT NULL REFERENCES application_view (id) ON DELETE CASCADE,
    team           TEXT NOT NULL,
    open_count     BIGINT NOT NULL,
    since          BIGINT NOT NULL,
    PRIMARY KEY (application_id, team)
) WITHOUT ROWID;
CREATE INDEX team_task_by_team ON team_task_view (team, application_id, open_count);

-- Who is attached to what: members of the vendor without a limit, auditors until a date.
CREATE TABLE assignment_view (
    application_id TEXT NOT NULL REFERENCES application_view (id) ON DELETE CASCADE,
    user_id        TEXT NOT NULL,
    kind           TEXT NOT NULL,
    until_at       BIGINT NOT NULL,
    PRIMARY KEY (application_id, user_id, kind)
) WITHOUT ROWID;
CREATE INDEX assignment_by_user ON assignment_view (user_id, kind, application_id, until_at);

CREATE TABLE evidence_use_view (
    content_hash   TEXT NOT NULL,
    application_id TEXT NOT NULL REFERENCES application_view (id) ON DELETE CASCADE,
    vendor_id      TEXT NOT NULL,
    slot           TEXT NOT NULL,
    PRIMARY KEY (content_hash, application_id, slot)
) WITHOUT ROWID;
CREATE INDEX evidence_use_by_application ON evidence_use_view (application_id);

CREATE TABLE listing_view (
    number                  TEXT NOT NULL PRIMARY KEY,
    application_id          TEXT NOT NULL UNIQUE,
    vendor                  TEXT NOT NULL,
    product                 TEXT NOT NULL,
    technical_version       TEXT NOT NULL,
    sector                  TEXT NOT NULL,
    scheme                  TEXT NOT NULL,
    profiles                TEXT NOT NULL,
    wave                    TEXT NOT NULL,
    decided_at              BIGINT NOT NULL,
    status                  TEXT NOT NULL,
    pilot_reports_validated BIGINT NOT NULL,
    search_text             TEXT NOT NULL,
    updated_at              BIGINT NOT NULL
);
CREATE INDEX listing_by_decision ON listing_view (decided_at, number);

-- Jobs that leave in the same transaction as the events that ask for them.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    due_at      BIGINT NOT NULL,
    attempts    BIGINT NOT NULL DEFAULT 0,
    last_error  TEXT,
    lease_token TEXT,
    done_at     BIGINT,
    parked_at   BIGINT
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE done_at IS NULL AND parked_at IS NULL;

CREATE TABLE organisation (
    id    TEXT NOT NULL PRIMARY KEY,
    kind  TEXT NOT NULL CHECK (kind IN ('vendor', 'operator', 'auditor')),
    code  TEXT NOT NULL UNIQUE,
    name  TEXT NOT NULL,
    siren TEXT,
    city  TEXT
);

CREATE TABLE account (
    id              TEXT NOT NULL PRIMARY KEY,
    -- Always trimmed and in lower case: unique without regard to case.
    email           TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    title           TEXT NOT NULL,
    roles           TEXT NOT NULL,
    teams           TEXT NOT NULL,
    password_hash   TEXT,
    language        TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    disabled_at     BIGINT,
    search_text     TEXT NOT NULL
);
CREATE INDEX account_by_organisation ON account (organisation_id, name, id);

CREATE TABLE session (
    token_hash   TEXT NOT NULL PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    csrf         TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX session_by_account ON session (account_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Failed sign-ins, counted by e-mail and by address over a sliding window.
CREATE TABLE sign_in_attempt (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    email   TEXT NOT NULL,
    address TEXT NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX sign_in_attempt_by_email ON sign_in_attempt (email, at);
CREATE INDEX sign_in_attempt_by_address ON sign_in_attempt (address, at);
CREATE INDEX sign_in_attempt_by_age ON sign_in_attempt (at);

-- Published versions of catalogues: inserted once, never changed.
CREATE TABLE catalogue_version (
    code         TEXT NOT NULL,
    version      TEXT NOT NULL,
    document     TEXT NOT NULL,
    source_hash  TEXT NOT NULL,
    imported_at  BIGINT NOT NULL,
    published_at BIGINT,
    PRIMARY KEY (code, version)
);

CREATE TABLE blob (
    hash       TEXT NOT NULL PRIMARY KEY,
    size       BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
