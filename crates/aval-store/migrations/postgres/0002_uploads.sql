-- Files on their way: what was received so far, for whom, and until when it is kept.
-- The octets themselves wait in the folder of the files.
CREATE TABLE upload (
    id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    -- whole, partial or final (tus 1.0, concatenation); parts of a final one as JSON.
    kind         TEXT COLLATE "C" NOT NULL,
    parts        TEXT COLLATE "C" NOT NULL,
    application  TEXT COLLATE "C" NOT NULL,
    slot         TEXT COLLATE "C" NOT NULL,
    -- The piece whose next version this is, and the slots that follow it, as JSON.
    replaces     TEXT COLLATE "C",
    following    TEXT COLLATE "C" NOT NULL,
    account      TEXT COLLATE "C" NOT NULL,
    organisation TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    metadata     TEXT COLLATE "C" NOT NULL,
    length       BIGINT NOT NULL,
    size_limit   BIGINT NOT NULL,
    -- Octets on the disk for good, and the state of SHA-256 after them.
    received     BIGINT NOT NULL,
    hash_state   TEXT COLLATE "C" NOT NULL,
    started_at   BIGINT NOT NULL,
    touched_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    -- SHA-256 once the rules have taken the file; their refusal until then.
    filed        TEXT COLLATE "C",
    refused      TEXT COLLATE "C"
);
CREATE INDEX upload_by_person ON upload (account, application, slot);
CREATE INDEX upload_by_expiry ON upload (expires_at);
