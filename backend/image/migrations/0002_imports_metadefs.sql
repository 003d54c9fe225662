-- Imports as tenants see them; the chassis' own table drives them.
CREATE TABLE image_tasks (
    id         TEXT PRIMARY KEY,
    type       TEXT NOT NULL,
    status     TEXT NOT NULL,
    owner      TEXT NOT NULL,
    image_id   TEXT NOT NULL,
    request_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    input      TEXT NOT NULL,
    result     TEXT NOT NULL,
    message    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX image_tasks_by_image ON image_tasks (image_id);
CREATE INDEX image_tasks_by_age ON image_tasks (created_at, id);
CREATE INDEX image_tasks_by_end ON image_tasks (expires_at);

-- Definitions of metadata: names that properties of images, flavors, volumes may have.
CREATE TABLE metadef_namespaces (
    namespace    TEXT PRIMARY KEY,
    display_name TEXT,
    description  TEXT,
    visibility   TEXT NOT NULL,
    protected    @bool@ NOT NULL,
    owner        TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX metadef_namespaces_by_age ON metadef_namespaces (created_at, namespace);

-- kind: object, property, tag, resource_type (an association); body: what the definition says, a JSON object.
CREATE TABLE metadef_items (
    namespace  TEXT NOT NULL REFERENCES metadef_namespaces (namespace) ON DELETE CASCADE ON UPDATE CASCADE,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (namespace, kind, name)
);
CREATE INDEX metadef_items_by_name ON metadef_items (kind, name);
