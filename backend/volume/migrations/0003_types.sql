-- Types: who may use private ones, encryption, QoS, projects' defaults.
ALTER TABLE volume_types ADD COLUMN qos_specs_id TEXT;
ALTER TABLE volume_types ADD COLUMN created_at BIGINT;
ALTER TABLE volume_types ADD COLUMN updated_at BIGINT;
UPDATE volume_types SET created_at = 1;

CREATE TABLE volume_type_access (
    volume_type_id TEXT NOT NULL REFERENCES volume_types (id) ON DELETE CASCADE,
    project_id     TEXT NOT NULL,
    PRIMARY KEY (volume_type_id, project_id)
);
CREATE INDEX volume_type_access_by_project ON volume_type_access (project_id);

CREATE TABLE volume_type_encryptions (
    volume_type_id   TEXT PRIMARY KEY REFERENCES volume_types (id) ON DELETE CASCADE,
    encryption_id    TEXT NOT NULL,
    provider         TEXT NOT NULL,
    control_location TEXT NOT NULL,
    cipher           TEXT,
    key_size         INTEGER,
    created_at       BIGINT,
    updated_at       BIGINT
);

CREATE TABLE default_types (
    project_id     TEXT PRIMARY KEY,
    volume_type_id TEXT NOT NULL REFERENCES volume_types (id)
);

CREATE TABLE qos_specs (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    consumer   TEXT NOT NULL,
    specs      TEXT NOT NULL,
    created_at BIGINT,
    updated_at BIGINT
);

-- Groups of volumes, and their snapshots.
CREATE TABLE group_types (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT,
    is_public   @bool@ NOT NULL,
    group_specs TEXT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT
);

CREATE TABLE volume_groups (
    id                TEXT PRIMARY KEY,
    name              TEXT,
    description       TEXT,
    status            TEXT NOT NULL,
    availability_zone TEXT NOT NULL,
    group_type        TEXT NOT NULL REFERENCES group_types (id),
    volume_types      TEXT NOT NULL,
    group_snapshot_id TEXT,
    source_group_id   TEXT,
    project_id        TEXT NOT NULL,
    user_id           TEXT NOT NULL,
    fault             TEXT NOT NULL,
    created_at        BIGINT,
    updated_at        BIGINT
);
CREATE INDEX volume_groups_by_project ON volume_groups (project_id, created_at, id);

CREATE TABLE group_snapshots (
    id            TEXT PRIMARY KEY,
    name          TEXT,
    description   TEXT,
    group_id      TEXT NOT NULL REFERENCES volume_groups (id),
    group_type_id TEXT NOT NULL,
    status        TEXT NOT NULL,
    project_id    TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    created_at    BIGINT,
    updated_at    BIGINT
);
CREATE INDEX group_snapshots_by_project ON group_snapshots (project_id, created_at, id);
CREATE INDEX group_snapshots_by_group ON group_snapshots (group_id);

ALTER TABLE volumes ADD COLUMN group_id TEXT;
CREATE INDEX volumes_by_group ON volumes (group_id);
CREATE INDEX volumes_by_type ON volumes (volume_type_id);
ALTER TABLE snapshots ADD COLUMN group_snapshot_id TEXT;
CREATE INDEX snapshots_by_group_snapshot ON snapshots (group_snapshot_id);

-- The parts of the service that an operator may take out of use, and the limits of quota classes.
CREATE TABLE volume_services (
    binary_name     TEXT NOT NULL,
    host            TEXT NOT NULL,
    disabled        @bool@ NOT NULL,
    disabled_reason TEXT,
    changed_at      BIGINT,
    PRIMARY KEY (binary_name, host)
);

CREATE TABLE quota_class_limits (
    class_name TEXT NOT NULL,
    resource   TEXT NOT NULL,
    hard_limit BIGINT NOT NULL,
    PRIMARY KEY (class_name, resource)
);
