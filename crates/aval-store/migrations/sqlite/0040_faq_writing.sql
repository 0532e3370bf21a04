-- Entries of the FAQ as editors hold them: what people read, what is being written, and what
-- the folder of the programme last brought. A text is the whole Markdown file.
CREATE TABLE faq_entry (
    slug          TEXT NOT NULL PRIMARY KEY,
    version       BIGINT NOT NULL,
    published     TEXT,
    draft         TEXT,
    -- Who wrote the draft last: identifier and name.
    draft_by      TEXT NOT NULL,
    draft_name    TEXT NOT NULL,
    -- When the draft is to be published, and who decided it.
    publish_at    BIGINT,
    publish_by    TEXT NOT NULL,
    publish_name  TEXT NOT NULL,
    -- Text of the folder that was taken, and one that waits because the entry was edited here.
    delivered     TEXT,
    offered       TEXT,
    changed_at    BIGINT NOT NULL
);

CREATE INDEX faq_entry_due ON faq_entry (publish_at) WHERE publish_at IS NOT NULL;

-- Everything that was done to an entry; its number is the version that it made.
CREATE TABLE faq_revision (
    slug     TEXT NOT NULL,
    number   BIGINT NOT NULL,
    act      TEXT NOT NULL,
    text     TEXT NOT NULL,
    author   TEXT NOT NULL,
    name     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (slug, number)
);

-- Counts what people read: instances that hold another number read the entries again.
CREATE TABLE faq_publication (
    one    BIGINT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);

INSERT INTO faq_publication (one, number) VALUES (1, 0);
