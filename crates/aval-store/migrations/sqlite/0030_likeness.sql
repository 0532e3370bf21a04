-- What stored files look like, to show an examiner near-identical evidence. One row a content
-- whatever the applications that use it; who uses it is evidence_use_view, read in a scope.
CREATE TABLE likeness (
    content_hash TEXT NOT NULL PRIMARY KEY,
    kind         TEXT NOT NULL,
    likeness     TEXT NOT NULL
);

-- Keys under which a look-alike is found: several a content.
CREATE TABLE likeness_band (
    kind         TEXT NOT NULL,
    band         BIGINT NOT NULL,
    content_hash TEXT NOT NULL REFERENCES likeness (content_hash) ON DELETE CASCADE,
    PRIMARY KEY (kind, band, content_hash)
);
CREATE INDEX likeness_band_by_content ON likeness_band (content_hash);
