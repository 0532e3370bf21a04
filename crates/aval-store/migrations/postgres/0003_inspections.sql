-- What checks said about a piece in a slot: added, never changed, so that the history of a
-- second look stays.
CREATE TABLE inspection (
    id             TEXT NOT NULL PRIMARY KEY,
    application_id TEXT NOT NULL,
    slot           TEXT NOT NULL,
    evidence_id    TEXT NOT NULL,
    version        BIGINT NOT NULL,
    content_hash   TEXT NOT NULL,
    checker        TEXT NOT NULL,
    inspected_at   BIGINT NOT NULL,
    outcome        TEXT NOT NULL,
    report         TEXT NOT NULL
);
CREATE INDEX inspection_by_piece ON inspection (application_id, slot, evidence_id, version, inspected_at);
