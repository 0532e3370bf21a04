-- Files on their way: what was received so far, for whom, and until when it is kept.
-- The octets themselves wait in the folder of the files.
CREATE TABLE upload (
    id           TEXT NOT NULL PRIMARY KEY,
    -- whole, partial or final (tus 1.0, concatenation); parts of a final one as JSON.
    kind         TEXT NOT NULL,
    parts        TEXT NOT NULL,
    application  TEXT NOT NULL,
    slot         TEXT NOT NULL,
    -- The piece whose next version this is, and the slots that follow it, as JSON.
    replaces     TEXT,
    following    TEXT NOT NULL,
    account      TEXT NOT NULL,
    organisation TEXT NOT NULL,
    name         TEXT NOT NULL,
    metadata     TEXT NOT NULL,
    length       BIGINT NOT NULL,
    size_limit   BIGINT NOT NULL,
    -- Octets on the disk for good, and the state of SHA-256 after them.
    received     BIGINT NOT NULL,
    hash_state   TEXT NOT NULL,
    started_at   BIGINT NOT NULL,
    touched_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    -- SHA-256 once the rules have taken the file; their refusal until then.
    filed        TEXT,
    refused      TEXT
);
CREATE INDEX upload_by_person ON upload (account, application, slot);
CREATE INDEX upload_by_expiry ON upload (expires_at);
