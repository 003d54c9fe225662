-- A domain is a project with is_domain: so the hierarchy has one kind of node and one root per domain.
CREATE TABLE projects (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    domain_id   TEXT,
    description TEXT NOT NULL,
    enabled     @bool@ NOT NULL,
    parent_id   TEXT,
    is_domain   @bool@ NOT NULL,
    tags        TEXT NOT NULL,
    options     TEXT NOT NULL,
    extra       TEXT NOT NULL,
    created_at  BIGINT
);
CREATE UNIQUE INDEX projects_by_name ON projects (COALESCE(domain_id, ''), name);
CREATE INDEX projects_by_parent ON projects (parent_id);

CREATE TABLE users (
    id                  TEXT PRIMARY KEY,
    name                TEXT NOT NULL,
    domain_id           TEXT NOT NULL REFERENCES projects (id),
    enabled             @bool@ NOT NULL,
    default_project_id  TEXT,
    description         TEXT,
    password_hash       TEXT NOT NULL,
    password_expires_at BIGINT,
    options             TEXT NOT NULL,
    extra               TEXT NOT NULL,
    created_at          BIGINT,
    UNIQUE (domain_id, name)
);
CREATE INDEX users_by_default_project ON users (default_project_id);

CREATE TABLE user_groups (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    domain_id   TEXT NOT NULL REFERENCES projects (id),
    description TEXT NOT NULL,
    extra       TEXT NOT NULL,
    created_at  BIGINT,
    UNIQUE (domain_id, name)
);

CREATE TABLE group_members (
    group_id TEXT NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
    user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_members_by_user ON group_members (user_id);

CREATE TABLE roles (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    domain_id   TEXT,
    description TEXT,
    options     TEXT NOT NULL,
    extra       TEXT NOT NULL,
    created_at  BIGINT
);
CREATE UNIQUE INDEX roles_by_name ON roles (COALESCE(domain_id, ''), name);

CREATE TABLE role_implications (
    prior_role_id   TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    implied_role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    PRIMARY KEY (prior_role_id, implied_role_id)
);

-- Who (user or group) has which role where (project, domain, or system with the target "all").
CREATE TABLE role_assignments (
    actor_type  TEXT NOT NULL,
    actor_id    TEXT NOT NULL,
    target_type TEXT NOT NULL,
    target_id   TEXT NOT NULL,
    role_id     TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    inherited   @bool@ NOT NULL,
    PRIMARY KEY (actor_id, actor_type, target_id, target_type, role_id, inherited)
);
CREATE INDEX role_assignments_by_target ON role_assignments (target_id, target_type);
CREATE INDEX role_assignments_by_role ON role_assignments (role_id);

CREATE TABLE regions (
    id               TEXT PRIMARY KEY,
    description      TEXT NOT NULL,
    parent_region_id TEXT,
    extra            TEXT NOT NULL
);

CREATE TABLE services (
    id          TEXT PRIMARY KEY,
    type        TEXT NOT NULL,
    name        TEXT NOT NULL,
    description TEXT,
    enabled     @bool@ NOT NULL,
    extra       TEXT NOT NULL
);
CREATE INDEX services_by_type ON services (type);

CREATE TABLE endpoints (
    id         TEXT PRIMARY KEY,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    interface  TEXT NOT NULL,
    region_id  TEXT REFERENCES regions (id),
    url        TEXT NOT NULL,
    enabled    @bool@ NOT NULL,
    name       TEXT,
    extra      TEXT NOT NULL
);
CREATE INDEX endpoints_by_service ON endpoints (service_id);

-- blob is sealed with a key of <data>/identity/credential-keys.
CREATE TABLE credentials (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL,
    project_id TEXT,
    type       TEXT NOT NULL,
    blob       @blob@ NOT NULL
);
CREATE INDEX credentials_by_user ON credentials (user_id);

CREATE TABLE application_credentials (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    description  TEXT,
    user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    project_id   TEXT NOT NULL,
    expires_at   BIGINT,
    unrestricted @bool@ NOT NULL,
    secret_hash  TEXT NOT NULL,
    role_ids     TEXT NOT NULL,
    has_rules    @bool@ NOT NULL,
    rule_ids     TEXT NOT NULL,
    UNIQUE (user_id, name)
);
CREATE INDEX application_credentials_by_project ON application_credentials (project_id);

CREATE TABLE access_rules (
    id      TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    service TEXT NOT NULL,
    path    TEXT NOT NULL,
    method  TEXT NOT NULL,
    UNIQUE (user_id, service, path, method)
);

-- Tokens have no rows; what is here says which of them are no longer good: one token (audit_id), or all of a user or
-- project that were issued up to a moment. Rows go when the tokens would have expired anyway.
CREATE TABLE revocations (
    id            @id@,
    audit_id      TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    project_id    TEXT NOT NULL,
    issued_before BIGINT NOT NULL,
    revoked_at    BIGINT NOT NULL
);
