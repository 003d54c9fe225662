-- What a domain's own configuration sets. `value` is JSON, in a list of one; a secret's is sealed with a key of
-- <data>/identity/credential-keys instead.
CREATE TABLE domain_options (
    domain_id    TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    option_group TEXT NOT NULL,
    name         TEXT NOT NULL,
    value        TEXT NOT NULL,
    sealed       @blob@,
    PRIMARY KEY (domain_id, option_group, name)
);

CREATE TABLE registered_limits (
    id            TEXT PRIMARY KEY,
    service_id    TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    region_id     TEXT REFERENCES regions (id) ON DELETE CASCADE,
    resource_name TEXT NOT NULL,
    default_limit BIGINT NOT NULL,
    description   TEXT
);
CREATE UNIQUE INDEX registered_limits_by_resource ON registered_limits (service_id, COALESCE(region_id, ''), resource_name);

-- Service, region and resource are those of the registered limit, which can't change them while it has limits.
CREATE TABLE limits (
    id                  TEXT PRIMARY KEY,
    registered_limit_id TEXT NOT NULL REFERENCES registered_limits (id) ON DELETE CASCADE,
    service_id          TEXT NOT NULL,
    region_id           TEXT,
    resource_name       TEXT NOT NULL,
    project_id          TEXT REFERENCES projects (id) ON DELETE CASCADE,
    domain_id           TEXT REFERENCES projects (id) ON DELETE CASCADE,
    resource_limit      BIGINT NOT NULL,
    description         TEXT
);
CREATE UNIQUE INDEX limits_by_owner ON limits (registered_limit_id, COALESCE(project_id, ''), COALESCE(domain_id, ''));
CREATE INDEX limits_by_project ON limits (project_id);

-- A trust ends with its trustor, trustee or project, and with the trust that it was redelegated from.
CREATE TABLE trusts (
    id                   TEXT PRIMARY KEY,
    trustor_user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    trustee_user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    project_id           TEXT REFERENCES projects (id) ON DELETE CASCADE,
    impersonation        @bool@ NOT NULL,
    expires_at           BIGINT,
    remaining_uses       BIGINT,
    redelegation_count   BIGINT NOT NULL,
    redelegated_trust_id TEXT REFERENCES trusts (id) ON DELETE CASCADE,
    role_ids             TEXT NOT NULL
);
CREATE INDEX trusts_by_trustor ON trusts (trustor_user_id);
CREATE INDEX trusts_by_trustee ON trusts (trustee_user_id);

-- The last time step that a TOTP credential was used for: a passcode is good once.
CREATE TABLE totp_uses (
    credential_id TEXT PRIMARY KEY REFERENCES credentials (id) ON DELETE CASCADE,
    step          BIGINT NOT NULL
);

CREATE TABLE endpoint_groups (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT,
    filters     TEXT NOT NULL
);
CREATE TABLE endpoint_group_projects (
    endpoint_group_id TEXT NOT NULL REFERENCES endpoint_groups (id) ON DELETE CASCADE,
    project_id        TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    PRIMARY KEY (project_id, endpoint_group_id)
);
CREATE TABLE endpoint_projects (
    endpoint_id TEXT NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
    project_id  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    PRIMARY KEY (project_id, endpoint_id)
);

CREATE TABLE policies (
    id    TEXT PRIMARY KEY,
    type  TEXT NOT NULL,
    blob  TEXT NOT NULL,
    extra TEXT NOT NULL
);
-- Which policy holds for an endpoint (the rest empty), for a service, or for a service in a region. One at most.
CREATE TABLE policy_associations (
    policy_id   TEXT NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    endpoint_id TEXT REFERENCES endpoints (id) ON DELETE CASCADE,
    service_id  TEXT REFERENCES services (id) ON DELETE CASCADE,
    region_id   TEXT REFERENCES regions (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX policy_associations_by_place ON policy_associations (COALESCE(endpoint_id, ''), COALESCE(service_id, ''), COALESCE(region_id, ''));

-- Programs that users may let act for them (OAuth 1.0a, RFC 5849). Secrets are sealed as credentials are.
CREATE TABLE oauth_consumers (
    id          TEXT PRIMARY KEY,
    description TEXT,
    secret      @blob@ NOT NULL,
    extra       TEXT NOT NULL
);
CREATE TABLE oauth_request_tokens (
    id          TEXT PRIMARY KEY,
    consumer_id TEXT NOT NULL REFERENCES oauth_consumers (id) ON DELETE CASCADE,
    project_id  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    secret      @blob@ NOT NULL,
    user_id     TEXT REFERENCES users (id) ON DELETE CASCADE,
    role_ids    TEXT NOT NULL,
    verifier    TEXT NOT NULL,
    expires_at  BIGINT
);
CREATE TABLE oauth_access_tokens (
    id          TEXT PRIMARY KEY,
    consumer_id TEXT NOT NULL REFERENCES oauth_consumers (id) ON DELETE CASCADE,
    project_id  TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    secret      @blob@ NOT NULL,
    role_ids    TEXT NOT NULL,
    expires_at  BIGINT
);
CREATE INDEX oauth_access_tokens_by_user ON oauth_access_tokens (user_id);
