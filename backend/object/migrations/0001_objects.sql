-- Accounts, containers and objects. The bytes lie in the object store under blob_id.
CREATE TABLE accounts (
    name       TEXT PRIMARY KEY,
    metadata   TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE containers (
    id           TEXT PRIMARY KEY,
    account      TEXT NOT NULL,
    name         TEXT NOT NULL,
    metadata     TEXT NOT NULL,
    read_acl     TEXT NOT NULL,
    write_acl    TEXT NOT NULL,
    object_count BIGINT NOT NULL,
    bytes_used   BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    UNIQUE (account, name)
);

CREATE TABLE objects (
    id           TEXT PRIMARY KEY,
    container_id TEXT NOT NULL REFERENCES containers (id),
    name         TEXT NOT NULL,
    blob_id      TEXT NOT NULL UNIQUE,
    bytes        BIGINT NOT NULL,
    etag         TEXT NOT NULL,
    content_type TEXT NOT NULL,
    headers      TEXT NOT NULL,
    metadata     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    delete_at    BIGINT,
    UNIQUE (container_id, name)
);
CREATE INDEX objects_by_expiry ON objects (delete_at);
