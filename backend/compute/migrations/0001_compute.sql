-- Flavors, key pairs, servers, what they claim of the hosts, and what was done to them.
CREATE TABLE flavors (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    ram         INTEGER NOT NULL,
    vcpus       INTEGER NOT NULL,
    disk        INTEGER NOT NULL,
    swap        TEXT NOT NULL,
    ephemeral   INTEGER NOT NULL,
    disabled    @bool@ NOT NULL,
    is_public   @bool@ NOT NULL,
    rxtx_factor DOUBLE PRECISION NOT NULL,
    description TEXT,
    extra_specs TEXT NOT NULL
);
CREATE TABLE flavor_access (
    flavor_id  TEXT NOT NULL,
    project_id TEXT NOT NULL,
    PRIMARY KEY (flavor_id, project_id)
);

CREATE TABLE keypairs (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    public_key  TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    type        TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    number      INTEGER NOT NULL,
    deleted     @bool@ NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT,
    deleted_at  BIGINT,
    UNIQUE (user_id, name)
);

CREATE TABLE servers (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    description       TEXT,
    hostname          TEXT NOT NULL,
    project_id        TEXT NOT NULL,
    user_id           TEXT NOT NULL,
    vm_state          TEXT NOT NULL,
    task_state        TEXT NOT NULL,
    power_state       INTEGER NOT NULL,
    status            TEXT NOT NULL,
    progress          INTEGER NOT NULL,
    fault             TEXT NOT NULL,
    flavor_id         TEXT NOT NULL,
    vcpus             INTEGER NOT NULL,
    memory_mib        BIGINT NOT NULL,
    flavor            TEXT NOT NULL,
    old_flavor        TEXT NOT NULL,
    image             TEXT NOT NULL,
    image_properties  TEXT NOT NULL,
    root_device_name  TEXT NOT NULL,
    host              TEXT NOT NULL,
    availability_zone TEXT NOT NULL,
    pinned_zone       TEXT NOT NULL,
    key_name          TEXT NOT NULL,
    key_data          TEXT NOT NULL,
    user_data         TEXT NOT NULL,
    config_drive      @bool@ NOT NULL,
    metadata          TEXT NOT NULL,
    tags              TEXT NOT NULL,
    security_groups   TEXT NOT NULL,
    nics              TEXT NOT NULL,
    block_devices     TEXT NOT NULL,
    scheduler_hints   TEXT NOT NULL,
    server_group_id   TEXT NOT NULL,
    access_ip_v4      TEXT NOT NULL,
    access_ip_v6      TEXT NOT NULL,
    disk_config       TEXT NOT NULL,
    locked            @bool@ NOT NULL,
    locked_reason     TEXT,
    launch_index      INTEGER NOT NULL,
    reservation_id    TEXT NOT NULL,
    number            INTEGER NOT NULL,
    deleted           @bool@ NOT NULL,
    created_at        BIGINT,
    updated_at        BIGINT,
    launched_at       BIGINT,
    terminated_at     BIGINT
);
CREATE INDEX servers_by_project ON servers (project_id, deleted, created_at, id);
CREATE INDEX servers_by_creation ON servers (deleted, created_at, id);
CREATE INDEX servers_by_update ON servers (updated_at);

-- What each server claims of its host. Written in the transaction that makes the server, so that creates at the same
-- moment can't take the same memory twice.
CREATE TABLE allocations (
    server_id  TEXT PRIMARY KEY,
    host       TEXT NOT NULL,
    vcpus      INTEGER NOT NULL,
    memory_mib BIGINT NOT NULL,
    disk_gib   BIGINT NOT NULL
);
CREATE INDEX allocations_by_host ON allocations (host);

CREATE TABLE hosts (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE,
    zone            TEXT NOT NULL,
    disabled        @bool@ NOT NULL,
    disabled_reason TEXT,
    forced_down     @bool@ NOT NULL,
    booted_at       BIGINT,
    seen_at         BIGINT
);

CREATE TABLE server_actions (
    id         TEXT PRIMARY KEY,
    server_id  TEXT NOT NULL,
    action     TEXT NOT NULL,
    request_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    project_id TEXT NOT NULL,
    task_id    TEXT NOT NULL,
    started_at BIGINT
);
CREATE INDEX server_actions_by_server ON server_actions (server_id, started_at);

CREATE TABLE server_groups (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    policy     TEXT NOT NULL,
    rules      TEXT NOT NULL,
    project_id TEXT NOT NULL,
    user_id    TEXT NOT NULL
);
