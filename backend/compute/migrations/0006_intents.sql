-- What other services were asked for before the book tells of it; what a crash leaves here is taken back at the next start.
CREATE TABLE intents (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    target_id  TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
