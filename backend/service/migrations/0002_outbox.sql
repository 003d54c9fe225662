-- Every change writes here. The log refuses an event that it has (EventBus), and an id may come again once its event is in
-- the log: so no index beside the key, and no counter in a table of its own.
ALTER TABLE outbox RENAME TO outbox_before;
CREATE TABLE outbox (
    id            @key@,
    event_id      TEXT NOT NULL,
    type          TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    resource_id   TEXT NOT NULL,
    project_id    TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    request_id    TEXT NOT NULL,
    payload       TEXT NOT NULL,
    created_at    BIGINT NOT NULL
);
INSERT INTO outbox (event_id, type, resource_type, resource_id, project_id, user_id, request_id, payload, created_at)
    SELECT event_id, type, resource_type, resource_id, project_id, user_id, request_id, payload, created_at FROM outbox_before ORDER BY id;
DROP TABLE outbox_before;
