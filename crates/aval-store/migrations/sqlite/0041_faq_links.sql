-- What became of the addresses that answers lead to, outside of this service. A check belongs
-- to one instance until its claim ends; zero: never checked.
CREATE TABLE faq_link (
    address       TEXT NOT NULL PRIMARY KEY,
    state         TEXT NOT NULL,
    detail        TEXT NOT NULL,
    checked_at    BIGINT NOT NULL,
    -- Since when it is in this state.
    since         BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL
);
