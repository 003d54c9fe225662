-- The one ordered log of every change in the cloud.
CREATE TABLE events (
    seq           @id@,
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
CREATE INDEX events_by_resource ON events (resource_id, seq);
CREATE INDEX events_by_project ON events (project_id, seq);
