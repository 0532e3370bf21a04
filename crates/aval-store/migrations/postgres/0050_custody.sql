-- Files read again in the background: where the round is, and what it found wrong.
CREATE TABLE custody_round (
    id         BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    -- Hash after which the round goes on; empty at its start and after its end.
    after_hash TEXT COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    files      BIGINT NOT NULL,
    octets     BIGINT NOT NULL,
    ended_at   BIGINT
);

CREATE TABLE custody_fault (
    hash     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    fault    TEXT COLLATE "C" NOT NULL,
    found_at BIGINT NOT NULL
);
