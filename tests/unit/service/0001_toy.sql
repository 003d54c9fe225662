CREATE TABLE toys (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    project_id TEXT NOT NULL,
    size       INTEGER NOT NULL,
    shared     @bool@ NOT NULL,
    metadata   TEXT NOT NULL,
    parts      TEXT NOT NULL,
    secret     TEXT NOT NULL,
    created_at BIGINT,
    wound_at   BIGINT
);
