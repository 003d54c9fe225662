-- Host aggregates, what moved where, limits of classes and of users, and numbers that are never given twice.
CREATE TABLE numbers (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE aggregates (
    uuid       TEXT PRIMARY KEY,
    number     INTEGER NOT NULL UNIQUE,
    name       TEXT NOT NULL UNIQUE,
    metadata   TEXT NOT NULL,
    hosts      TEXT NOT NULL,
    created_at BIGINT,
    updated_at BIGINT
);

CREATE TABLE migrations (
    uuid        TEXT PRIMARY KEY,
    number      INTEGER NOT NULL UNIQUE,
    server_id   TEXT NOT NULL,
    type        TEXT NOT NULL,
    status      TEXT NOT NULL,
    source_host TEXT NOT NULL,
    dest_host   TEXT NOT NULL,
    old_flavor  TEXT NOT NULL,
    new_flavor  TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    project_id  TEXT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT
);
CREATE INDEX migrations_by_server ON migrations (server_id, number);

CREATE TABLE quota_classes (
    class_name TEXT NOT NULL,
    resource   TEXT NOT NULL,
    hard_limit BIGINT NOT NULL,
    PRIMARY KEY (class_name, resource)
);
CREATE TABLE quota_users (
    project_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    resource   TEXT NOT NULL,
    hard_limit BIGINT NOT NULL,
    PRIMARY KEY (project_id, user_id, resource)
);
