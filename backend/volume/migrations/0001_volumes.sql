CREATE TABLE volume_types (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT,
    is_public   @bool@ NOT NULL,
    extra_specs TEXT NOT NULL
);

CREATE TABLE volumes (
    id                    TEXT PRIMARY KEY,
    name                  TEXT NOT NULL,
    description           TEXT NOT NULL,
    status                TEXT NOT NULL,
    size                  INTEGER NOT NULL,
    availability_zone     TEXT NOT NULL,
    volume_type           TEXT,
    volume_type_id        TEXT,
    snapshot_id           TEXT,
    source_volid          TEXT,
    metadata              TEXT NOT NULL,
    volume_image_metadata TEXT,
    bootable              TEXT NOT NULL,
    encrypted             @bool@ NOT NULL,
    multiattach           @bool@ NOT NULL,
    user_id               TEXT NOT NULL,
    project_id            TEXT NOT NULL,
    host                  TEXT NOT NULL,
    attachments           TEXT NOT NULL,
    created_at            BIGINT,
    updated_at            BIGINT,
    image_id              TEXT NOT NULL,
    previous_status       TEXT NOT NULL,
    fault                 TEXT NOT NULL
);
CREATE INDEX volumes_by_project ON volumes (project_id, created_at, id);
CREATE INDEX volumes_by_status ON volumes (status);

CREATE TABLE snapshots (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    description TEXT NOT NULL,
    volume_id   TEXT NOT NULL REFERENCES volumes (id),
    status      TEXT NOT NULL,
    size        INTEGER NOT NULL,
    metadata    TEXT NOT NULL,
    progress    TEXT NOT NULL,
    project_id  TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT
);
CREATE INDEX snapshots_by_project ON snapshots (project_id, created_at, id);
CREATE INDEX snapshots_by_volume ON snapshots (volume_id);
