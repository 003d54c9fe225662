-- Backups, transfers, attachments and messages.
CREATE TABLE backups (
    id                 TEXT PRIMARY KEY,
    name               TEXT,
    description        TEXT,
    status             TEXT NOT NULL,
    size               INTEGER NOT NULL,
    object_count       INTEGER NOT NULL,
    availability_zone  TEXT,
    container          TEXT,
    fail_reason        TEXT,
    volume_id          TEXT NOT NULL,
    snapshot_id        TEXT,
    is_incremental     @bool@ NOT NULL,
    data_timestamp     BIGINT,
    metadata           TEXT NOT NULL,
    user_id            TEXT NOT NULL,
    project_id         TEXT NOT NULL,
    created_at         BIGINT,
    updated_at         BIGINT,
    parent_id          TEXT,
    data_project_id    TEXT NOT NULL,
    prefix             TEXT NOT NULL,
    restore_volume_id  TEXT NOT NULL
);
CREATE INDEX backups_by_project ON backups (project_id, created_at, id);
CREATE INDEX backups_by_volume ON backups (volume_id, data_timestamp);
CREATE INDEX backups_by_parent ON backups (parent_id);
CREATE INDEX backups_by_prefix ON backups (prefix);

CREATE TABLE transfers (
    id                     TEXT PRIMARY KEY,
    name                   TEXT,
    volume_id              TEXT NOT NULL UNIQUE,
    no_snapshots           @bool@ NOT NULL,
    source_project_id      TEXT NOT NULL,
    created_at             BIGINT,
    salt                   TEXT NOT NULL,
    key_hash               TEXT NOT NULL
);
CREATE INDEX transfers_by_project ON transfers (source_project_id, created_at, id);

CREATE TABLE attachments (
    id              TEXT PRIMARY KEY,
    volume_id       TEXT NOT NULL,
    instance        TEXT,
    status          TEXT NOT NULL,
    attach_mode     TEXT,
    connection_info TEXT NOT NULL,
    attached_at     BIGINT,
    created_at      BIGINT NOT NULL,
    project_id      TEXT NOT NULL,
    mountpoint      TEXT NOT NULL,
    host            TEXT NOT NULL,
    connector       TEXT NOT NULL
);
CREATE INDEX attachments_by_volume ON attachments (volume_id, created_at);
CREATE INDEX attachments_by_project ON attachments (project_id, created_at, id);

CREATE TABLE messages (
    id               TEXT PRIMARY KEY,
    event_id         TEXT NOT NULL,
    user_message     TEXT NOT NULL,
    message_level    TEXT NOT NULL,
    request_id       TEXT,
    resource_type    TEXT NOT NULL,
    resource_uuid    TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    guaranteed_until BIGINT NOT NULL,
    project_id       TEXT NOT NULL
);
CREATE INDEX messages_by_project ON messages (project_id, created_at, id);
CREATE INDEX messages_by_end ON messages (guaranteed_until);

ALTER TABLE volumes ADD COLUMN backup_id TEXT NOT NULL DEFAULT '';
ALTER TABLE volumes ADD COLUMN readonly TEXT NOT NULL DEFAULT '';
ALTER TABLE volumes ADD COLUMN migration_status TEXT;
