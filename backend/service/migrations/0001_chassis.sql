-- What every service's own database holds beside its resources: long work, events on their way out, quota limits.
CREATE TABLE tasks (
    id               TEXT PRIMARY KEY,
    kind             TEXT NOT NULL,
    resource_type    TEXT NOT NULL,
    resource_id      TEXT NOT NULL,
    resource_name    TEXT NOT NULL,
    project_id       TEXT NOT NULL,
    user_id          TEXT NOT NULL,
    request_id       TEXT NOT NULL,
    state            TEXT NOT NULL,
    steps_done       INTEGER NOT NULL,
    steps            TEXT NOT NULL,
    payload          TEXT NOT NULL,
    progress         INTEGER NOT NULL,
    error            TEXT NOT NULL,
    cancel_requested @bool@ NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL
);
CREATE INDEX tasks_by_state ON tasks (state, created_at);
CREATE INDEX tasks_by_project ON tasks (project_id, created_at);

CREATE TABLE outbox (
    id            @id@,
    event_id      TEXT NOT NULL UNIQUE,
    type          TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    resource_id   TEXT NOT NULL,
    project_id    TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    request_id    TEXT NOT NULL,
    payload       TEXT NOT NULL,
    created_at    BIGINT NOT NULL
);

CREATE TABLE quota_limits (
    project_id TEXT NOT NULL,
    resource   TEXT NOT NULL,
    hard_limit BIGINT NOT NULL,
    PRIMARY KEY (project_id, resource)
);
