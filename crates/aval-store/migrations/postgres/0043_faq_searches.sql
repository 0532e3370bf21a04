-- Searches that found something, and whether anything of it was opened: one line a text and a
-- day for whoever searched, a hash that nothing links to a person once its salt is gone.
CREATE TABLE faq_search (
    text     TEXT NOT NULL,
    searcher TEXT NOT NULL,
    opened   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (text, searcher)
);

CREATE INDEX faq_search_by_searcher ON faq_search (searcher);
CREATE INDEX faq_search_by_time ON faq_search (at);
