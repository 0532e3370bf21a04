-- Files read again in the background: where the round is, and what it found wrong.
CREATE TABLE custody_round (
    id         BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Hash after which the round goes on; empty at its start and after its end.
    after_hash TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    files      BIGINT NOT NULL,
    octets     BIGINT NOT NULL,
    ended_at   BIGINT
);

CREATE TABLE custody_fault (
    hash     TEXT NOT NULL PRIMARY KEY,
    fault    TEXT NOT NULL,
    found_at BIGINT NOT NULL
);
