-- Uploads in a store of objects: the segments that hold what was received. And, wherever
-- files are kept, the hash of what has its name already and waits for the rules: nothing
-- else names that file yet.
ALTER TABLE upload ADD COLUMN settled TEXT COLLATE "C";

CREATE TABLE upload_segment (
    upload TEXT COLLATE "C" NOT NULL,
    -- Where it begins in the file, and its octets.
    begins BIGINT NOT NULL,
    length BIGINT NOT NULL,
    -- Name of its object.
    name   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (upload, begins)
);
