-- Votes on answers. A voter is a hash that nothing links to a person once its salt is gone.
CREATE TABLE faq_vote (
    slug     TEXT NOT NULL,
    voter    TEXT NOT NULL,
    source   TEXT NOT NULL,
    useful   BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    sentence TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (slug, voter)
);

CREATE INDEX faq_vote_by_source ON faq_vote (source, slug);

-- One salt a kind and a period; the one before is thrown away.
CREATE TABLE faq_salt (
    kind   TEXT NOT NULL PRIMARY KEY,
    period TEXT NOT NULL,
    salt   TEXT NOT NULL
);

-- Searches that found nothing.
CREATE TABLE faq_miss (
    text    TEXT NOT NULL PRIMARY KEY,
    times   BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

-- What an editor closed, and why: an entry or a search, until something new happens to it.
CREATE TABLE faq_closed (
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    note    TEXT NOT NULL,
    author  TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
