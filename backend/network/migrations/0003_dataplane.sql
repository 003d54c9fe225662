-- Ports of a floating IP that lead to guests.
CREATE TABLE port_forwardings (
    id                  TEXT PRIMARY KEY,
    floatingip_id       TEXT NOT NULL REFERENCES floatingips (id) ON DELETE CASCADE,
    project_id          TEXT NOT NULL,
    description         TEXT NOT NULL,
    protocol            TEXT NOT NULL,
    internal_port_id    TEXT NOT NULL,
    internal_ip_address TEXT NOT NULL,
    internal_first      INTEGER NOT NULL,
    internal_last       INTEGER NOT NULL,
    external_first      INTEGER NOT NULL,
    external_last       INTEGER NOT NULL,
    UNIQUE (floatingip_id, protocol, external_first)
);
CREATE INDEX port_forwardings_by_port ON port_forwardings (internal_port_id);

CREATE TABLE trunks (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    project_id      TEXT NOT NULL,
    description     TEXT NOT NULL,
    tags            TEXT NOT NULL,
    created_at      BIGINT,
    updated_at      BIGINT,
    revision_number BIGINT NOT NULL,
    port_id         TEXT NOT NULL UNIQUE REFERENCES ports (id),
    admin_state_up  @bool@ NOT NULL,
    status          TEXT NOT NULL
);
CREATE INDEX trunks_by_project ON trunks (project_id, id);
CREATE INDEX trunks_by_name ON trunks (name);

CREATE TABLE subports (
    port_id           TEXT PRIMARY KEY REFERENCES ports (id),
    trunk_id          TEXT NOT NULL REFERENCES trunks (id) ON DELETE CASCADE,
    segmentation_type TEXT NOT NULL,
    segmentation_id   INTEGER NOT NULL,
    UNIQUE (trunk_id, segmentation_type, segmentation_id)
);

CREATE TABLE qos_policies (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    project_id      TEXT NOT NULL,
    description     TEXT NOT NULL,
    tags            TEXT NOT NULL,
    created_at      BIGINT,
    updated_at      BIGINT,
    revision_number BIGINT NOT NULL,
    shared          @bool@ NOT NULL,
    is_default      @bool@ NOT NULL
);
CREATE INDEX qos_policies_by_project ON qos_policies (project_id, id);
CREATE INDEX qos_policies_by_name ON qos_policies (name);

CREATE TABLE qos_bandwidth_rules (
    id             TEXT PRIMARY KEY,
    policy_id      TEXT NOT NULL REFERENCES qos_policies (id) ON DELETE CASCADE,
    max_kbps       BIGINT NOT NULL,
    max_burst_kbps BIGINT NOT NULL,
    direction      TEXT NOT NULL,
    UNIQUE (policy_id, direction)
);

CREATE TABLE qos_dscp_rules (
    id        TEXT PRIMARY KEY,
    policy_id TEXT NOT NULL UNIQUE REFERENCES qos_policies (id) ON DELETE CASCADE,
    dscp_mark INTEGER NOT NULL
);

ALTER TABLE networks ADD COLUMN qos_policy_id TEXT;
ALTER TABLE ports ADD COLUMN qos_policy_id TEXT;
ALTER TABLE floatingips ADD COLUMN qos_policy_id TEXT;
CREATE INDEX networks_by_qos_policy ON networks (qos_policy_id);
CREATE INDEX ports_by_qos_policy ON ports (qos_policy_id);
CREATE INDEX floatingips_by_qos_policy ON floatingips (qos_policy_id);

ALTER TABLE networks ADD COLUMN availability_zone_hints TEXT NOT NULL DEFAULT '[]';
ALTER TABLE routers ADD COLUMN availability_zone_hints TEXT NOT NULL DEFAULT '[]';

-- What an administrator wrote about an agent; the agents themselves are the network engine's.
CREATE TABLE agent_notes (
    agent_id    TEXT PRIMARY KEY,
    description TEXT NOT NULL
);

-- Hosts that shall take a port over, beside the one that carries it.
CREATE TABLE port_bindings (
    port_id     TEXT NOT NULL REFERENCES ports (id) ON DELETE CASCADE,
    host        TEXT NOT NULL,
    vnic_type   TEXT NOT NULL,
    profile     TEXT NOT NULL,
    vif_type    TEXT NOT NULL,
    vif_details TEXT NOT NULL,
    status      TEXT NOT NULL,
    PRIMARY KEY (port_id, host)
);
