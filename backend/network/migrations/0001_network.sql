CREATE TABLE networks (
    id                    TEXT PRIMARY KEY,
    name                  TEXT NOT NULL,
    project_id            TEXT NOT NULL,
    description           TEXT NOT NULL,
    tags                  TEXT NOT NULL,
    created_at            BIGINT,
    updated_at            BIGINT,
    revision_number       BIGINT NOT NULL,
    admin_state_up        @bool@ NOT NULL,
    status                TEXT NOT NULL,
    shared                @bool@ NOT NULL,
    external              @bool@ NOT NULL,
    mtu                   INTEGER NOT NULL,
    port_security_enabled @bool@ NOT NULL,
    is_default            @bool@ NOT NULL,
    dns_domain            TEXT NOT NULL,
    network_type          TEXT,
    physical_network      TEXT,
    segmentation_id       INTEGER
);
CREATE INDEX networks_by_project ON networks (project_id, id);
CREATE INDEX networks_by_name ON networks (name);
CREATE INDEX networks_by_segment ON networks (network_type, physical_network, segmentation_id);

CREATE TABLE subnets (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    project_id        TEXT NOT NULL,
    description       TEXT NOT NULL,
    tags              TEXT NOT NULL,
    created_at        BIGINT,
    updated_at        BIGINT,
    revision_number   BIGINT NOT NULL,
    network_id        TEXT NOT NULL REFERENCES networks (id),
    ip_version        INTEGER NOT NULL,
    cidr              TEXT NOT NULL,
    gateway_ip        TEXT,
    enable_dhcp       @bool@ NOT NULL,
    allocation_pools  TEXT NOT NULL,
    dns_nameservers   TEXT NOT NULL,
    host_routes       TEXT NOT NULL,
    ipv6_ra_mode      TEXT,
    ipv6_address_mode TEXT
);
CREATE INDEX subnets_by_project ON subnets (project_id, id);
CREATE INDEX subnets_by_network ON subnets (network_id);
CREATE INDEX subnets_by_name ON subnets (name);

CREATE TABLE ports (
    id                    TEXT PRIMARY KEY,
    name                  TEXT NOT NULL,
    project_id            TEXT NOT NULL,
    description           TEXT NOT NULL,
    tags                  TEXT NOT NULL,
    created_at            BIGINT,
    updated_at            BIGINT,
    revision_number       BIGINT NOT NULL,
    network_id            TEXT NOT NULL REFERENCES networks (id),
    mac_address           TEXT NOT NULL,
    admin_state_up        @bool@ NOT NULL,
    status                TEXT NOT NULL,
    device_id             TEXT NOT NULL,
    device_owner          TEXT NOT NULL,
    fixed_ips             TEXT NOT NULL,
    allowed_address_pairs TEXT NOT NULL,
    extra_dhcp_opts       TEXT NOT NULL,
    security_groups       TEXT NOT NULL,
    port_security_enabled @bool@ NOT NULL,
    dns_name              TEXT NOT NULL,
    vnic_type             TEXT NOT NULL,
    host_id               TEXT NOT NULL,
    vif_type              TEXT NOT NULL,
    vif_details           TEXT NOT NULL,
    profile               TEXT NOT NULL,
    UNIQUE (network_id, mac_address)
);
CREATE INDEX ports_by_project ON ports (project_id, id);
CREATE INDEX ports_by_device ON ports (device_id);
CREATE INDEX ports_by_name ON ports (name);
CREATE INDEX ports_by_mac ON ports (mac_address);
CREATE INDEX ports_by_host ON ports (host_id);

-- An address belongs to one port: the key is its distance from the subnet's base, moved by -2^63 so that 64 bits are
-- enough for IPv6 and the order stays.
CREATE TABLE ip_allocations (
    subnet_id  TEXT NOT NULL REFERENCES subnets (id) ON DELETE CASCADE,
    place      BIGINT NOT NULL,
    address    TEXT NOT NULL,
    network_id TEXT NOT NULL,
    port_id    TEXT NOT NULL REFERENCES ports (id) ON DELETE CASCADE,
    PRIMARY KEY (subnet_id, place)
);
CREATE INDEX ip_allocations_by_port ON ip_allocations (port_id);
CREATE INDEX ip_allocations_by_address ON ip_allocations (address, network_id);

-- Where the search for a free address goes on.
CREATE TABLE ip_cursors (
    subnet_id TEXT PRIMARY KEY REFERENCES subnets (id) ON DELETE CASCADE,
    place     BIGINT NOT NULL
);

CREATE TABLE routers (
    id                 TEXT PRIMARY KEY,
    name               TEXT NOT NULL,
    project_id         TEXT NOT NULL,
    description        TEXT NOT NULL,
    tags               TEXT NOT NULL,
    created_at         BIGINT,
    updated_at         BIGINT,
    revision_number    BIGINT NOT NULL,
    admin_state_up     @bool@ NOT NULL,
    status             TEXT NOT NULL,
    routes             TEXT NOT NULL,
    gateway_port_id    TEXT NOT NULL,
    gateway_network_id TEXT NOT NULL,
    enable_snat        @bool@ NOT NULL
);
CREATE INDEX routers_by_project ON routers (project_id, id);
CREATE INDEX routers_by_name ON routers (name);
CREATE INDEX routers_by_gateway ON routers (gateway_network_id);

CREATE TABLE floatingips (
    id                  TEXT PRIMARY KEY,
    project_id          TEXT NOT NULL,
    description         TEXT NOT NULL,
    tags                TEXT NOT NULL,
    created_at          BIGINT,
    updated_at          BIGINT,
    revision_number     BIGINT NOT NULL,
    floating_network_id TEXT NOT NULL REFERENCES networks (id),
    floating_ip_address TEXT NOT NULL,
    port_id             TEXT,
    fixed_ip_address    TEXT,
    router_id           TEXT,
    status              TEXT NOT NULL,
    dns_name            TEXT NOT NULL,
    dns_domain          TEXT NOT NULL,
    own_port_id         TEXT NOT NULL REFERENCES ports (id)
);
CREATE INDEX floatingips_by_project ON floatingips (project_id, id);
CREATE INDEX floatingips_by_port ON floatingips (port_id);
CREATE INDEX floatingips_by_router ON floatingips (router_id);
CREATE INDEX floatingips_by_address ON floatingips (floating_ip_address);
CREATE INDEX floatingips_by_own_port ON floatingips (own_port_id);

CREATE TABLE security_groups (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    project_id      TEXT NOT NULL,
    description     TEXT NOT NULL,
    tags            TEXT NOT NULL,
    created_at      BIGINT,
    updated_at      BIGINT,
    revision_number BIGINT NOT NULL,
    stateful        @bool@ NOT NULL
);
CREATE INDEX security_groups_by_project ON security_groups (project_id, name);

CREATE TABLE default_groups (
    project_id TEXT PRIMARY KEY,
    group_id   TEXT NOT NULL UNIQUE REFERENCES security_groups (id) ON DELETE CASCADE
);

CREATE TABLE security_group_rules (
    id                TEXT PRIMARY KEY,
    project_id        TEXT NOT NULL,
    description       TEXT NOT NULL,
    created_at        BIGINT,
    updated_at        BIGINT,
    revision_number   BIGINT NOT NULL,
    security_group_id TEXT NOT NULL REFERENCES security_groups (id) ON DELETE CASCADE,
    direction         TEXT NOT NULL,
    ethertype         TEXT NOT NULL,
    protocol          TEXT,
    port_range_min    INTEGER,
    port_range_max    INTEGER,
    remote_ip_prefix  TEXT,
    remote_group_id   TEXT
);
CREATE INDEX security_group_rules_by_group ON security_group_rules (security_group_id);
CREATE INDEX security_group_rules_by_project ON security_group_rules (project_id, id);
CREATE INDEX security_group_rules_by_remote ON security_group_rules (remote_group_id);

CREATE TABLE port_groups (
    port_id  TEXT NOT NULL REFERENCES ports (id) ON DELETE CASCADE,
    group_id TEXT NOT NULL REFERENCES security_groups (id),
    PRIMARY KEY (port_id, group_id)
);
CREATE INDEX port_groups_by_group ON port_groups (group_id);

-- What the engine has still to be told: written with each change, removed when the engine agrees.
CREATE TABLE pending_sync (
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
