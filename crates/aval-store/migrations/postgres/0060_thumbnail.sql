-- Small pictures of stored pictures, for lists. Drawn from a content and made anew from it: no
-- evidence, never in the journal, gone with the content.
CREATE TABLE thumbnail (
    content_hash TEXT NOT NULL PRIMARY KEY,
    jpeg         BYTEA NOT NULL
);
