-- The text that an import brought last, apart from the one of the programme's folder: neither
-- undoes the other. An offer says which of both it comes from.
ALTER TABLE faq_entry ADD COLUMN imported TEXT;
ALTER TABLE faq_entry ADD COLUMN offered_by_import BIGINT NOT NULL DEFAULT 0;

-- Archives that editors sent, until they are applied or a day has passed.
CREATE TABLE faq_upload (
    id          TEXT NOT NULL PRIMARY KEY,
    account     TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    archive     BYTEA NOT NULL,
    received_at BIGINT NOT NULL
);
