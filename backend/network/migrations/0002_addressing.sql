-- Who may use what others own. "*" = every project. A network that is "shared" has an entry for "*".
CREATE TABLE rbac_policies (
    id             TEXT PRIMARY KEY,
    project_id     TEXT NOT NULL,
    object_type    TEXT NOT NULL,
    object_id      TEXT NOT NULL,
    action         TEXT NOT NULL,
    target_project TEXT NOT NULL,
    UNIQUE (object_id, object_type, action, target_project)
);
CREATE INDEX rbac_policies_by_project ON rbac_policies (project_id, id);
CREATE INDEX rbac_policies_by_target ON rbac_policies (target_project, object_type);

-- The ids are those of the networks with another version digit, so that they are new and stay the same.
INSERT INTO rbac_policies (id, project_id, object_type, object_id, action, target_project)
    SELECT substr(id, 1, 14) || '6' || substr(id, 16), project_id, 'network', id, 'access_as_shared', '*' FROM networks WHERE shared IS TRUE;
INSERT INTO rbac_policies (id, project_id, object_type, object_id, action, target_project)
    SELECT substr(id, 1, 14) || '7' || substr(id, 16), project_id, 'network', id, 'access_as_external', '*' FROM networks WHERE external IS TRUE;
ALTER TABLE networks DROP COLUMN shared;

CREATE TABLE address_scopes (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    project_id TEXT NOT NULL,
    ip_version INTEGER NOT NULL
);
CREATE INDEX address_scopes_by_project ON address_scopes (project_id, id);

CREATE TABLE subnetpools (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    project_id        TEXT NOT NULL,
    description       TEXT NOT NULL,
    tags              TEXT NOT NULL,
    created_at        BIGINT,
    updated_at        BIGINT,
    revision_number   BIGINT NOT NULL,
    prefixes          TEXT NOT NULL,
    ip_version        INTEGER NOT NULL,
    default_quota     BIGINT,
    default_prefixlen INTEGER NOT NULL,
    min_prefixlen     INTEGER NOT NULL,
    max_prefixlen     INTEGER NOT NULL,
    is_default        @bool@ NOT NULL,
    address_scope_id  TEXT REFERENCES address_scopes (id)
);
CREATE INDEX subnetpools_by_project ON subnetpools (project_id, id);
CREATE INDEX subnetpools_by_scope ON subnetpools (address_scope_id);

ALTER TABLE subnets ADD COLUMN subnetpool_id TEXT REFERENCES subnetpools (id);
ALTER TABLE subnets ADD COLUMN service_types TEXT NOT NULL DEFAULT '[]';
CREATE INDEX subnets_by_pool ON subnets (subnetpool_id);

CREATE TABLE address_groups (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    description     TEXT NOT NULL,
    project_id      TEXT NOT NULL,
    addresses       TEXT NOT NULL,
    revision_number BIGINT NOT NULL
);
CREATE INDEX address_groups_by_project ON address_groups (project_id, id);

ALTER TABLE security_group_rules ADD COLUMN remote_address_group_id TEXT REFERENCES address_groups (id);
CREATE INDEX security_group_rules_by_addresses ON security_group_rules (remote_address_group_id);

-- What carries a network never changes, so it stands here once more.
CREATE TABLE segments (
    id               TEXT PRIMARY KEY,
    network_id       TEXT NOT NULL UNIQUE REFERENCES networks (id) ON DELETE CASCADE,
    physical_network TEXT,
    network_type     TEXT NOT NULL,
    segmentation_id  INTEGER,
    name             TEXT,
    description      TEXT NOT NULL,
    created_at       BIGINT,
    updated_at       BIGINT,
    revision_number  BIGINT NOT NULL
);
INSERT INTO segments (id, network_id, physical_network, network_type, segmentation_id, description, created_at, updated_at, revision_number)
    SELECT substr(id, 1, 14) || '8' || substr(id, 16), id, physical_network, COALESCE(network_type, 'geneve'), segmentation_id, '', created_at, updated_at, 1 FROM networks;

-- A project's network and router that were made for it.
CREATE TABLE auto_topologies (
    project_id TEXT PRIMARY KEY,
    network_id TEXT NOT NULL,
    router_id  TEXT NOT NULL
);

-- What new security groups are born with.
CREATE TABLE default_group_rules (
    id                      TEXT PRIMARY KEY,
    description             TEXT NOT NULL,
    direction               TEXT NOT NULL,
    ethertype               TEXT NOT NULL,
    protocol                TEXT,
    port_range_min          INTEGER,
    port_range_max          INTEGER,
    remote_ip_prefix        TEXT,
    remote_group_id         TEXT,
    remote_address_group_id TEXT REFERENCES address_groups (id),
    used_in_default_sg      @bool@ NOT NULL,
    used_in_non_default_sg  @bool@ NOT NULL
);
INSERT INTO default_group_rules (id, description, direction, ethertype, remote_group_id, used_in_default_sg, used_in_non_default_sg) VALUES
    ('5f0d3ae1-8a4c-4c8e-9b52-64f1a1b7c001', 'Traffic out to anywhere', 'egress', 'IPv4', NULL, TRUE, TRUE),
    ('5f0d3ae1-8a4c-4c8e-9b52-64f1a1b7c002', 'Traffic out to anywhere', 'egress', 'IPv6', NULL, TRUE, TRUE),
    ('5f0d3ae1-8a4c-4c8e-9b52-64f1a1b7c003', 'Traffic in from the group itself', 'ingress', 'IPv4', 'PARENT', TRUE, FALSE),
    ('5f0d3ae1-8a4c-4c8e-9b52-64f1a1b7c004', 'Traffic in from the group itself', 'ingress', 'IPv6', 'PARENT', TRUE, FALSE);
