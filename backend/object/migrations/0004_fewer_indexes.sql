-- A small object's PUT changes as few pages as it can: only what expires, and only what has a blob, is in those indexes.
DROP INDEX objects_by_expiry;
ALTER TABLE objects RENAME TO objects_before;
CREATE TABLE objects (
    id             TEXT PRIMARY KEY,
    container_id   TEXT NOT NULL REFERENCES containers (id),
    name           TEXT NOT NULL,
    blob_id        TEXT NOT NULL,
    bytes          BIGINT NOT NULL,
    etag           TEXT NOT NULL,
    content_type   TEXT NOT NULL,
    headers        TEXT NOT NULL,
    metadata       TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    delete_at      BIGINT,
    version_id     TEXT NOT NULL DEFAULT '',
    kind           TEXT NOT NULL DEFAULT '',
    whole_bytes    BIGINT NOT NULL DEFAULT 0,
    whole_etag     TEXT NOT NULL DEFAULT '',
    target         TEXT NOT NULL DEFAULT '',
    target_account TEXT NOT NULL DEFAULT '',
    content        @blob@ NOT NULL DEFAULT ''
);
INSERT INTO objects SELECT id, container_id, name, blob_id, bytes, etag, content_type, headers, metadata, created_at, delete_at, version_id, kind, whole_bytes,
    whole_etag, target, target_account, content FROM objects_before;
DROP TABLE objects_before;
CREATE UNIQUE INDEX objects_by_name ON objects (container_id, name);
CREATE UNIQUE INDEX objects_by_blob ON objects (blob_id) WHERE substr(blob_id, 1, 1) <> '-';
CREATE INDEX objects_by_expiry ON objects (delete_at) WHERE delete_at IS NOT NULL;
