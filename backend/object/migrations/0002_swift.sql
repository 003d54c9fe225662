-- Swift whole: counters of accounts, versions of objects, large objects, symbolic links, expiry of versions.
ALTER TABLE accounts ADD COLUMN domain_id TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN container_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN object_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN bytes_used BIGINT NOT NULL DEFAULT 0;
UPDATE accounts SET
    container_count = (SELECT COUNT(*) FROM containers WHERE containers.account = accounts.name),
    object_count = (SELECT CAST(COALESCE(SUM(c.object_count), 0) AS BIGINT) FROM containers c WHERE c.account = accounts.name),
    bytes_used = (SELECT CAST(COALESCE(SUM(c.bytes_used), 0) AS BIGINT) FROM containers c WHERE c.account = accounts.name);

-- versioning: '' never, 'on', 'off' (suspended), 'stack' (X-Versions-Location), 'history' (X-History-Location)
ALTER TABLE containers ADD COLUMN versioning TEXT NOT NULL DEFAULT '';
ALTER TABLE containers ADD COLUMN versions_in TEXT NOT NULL DEFAULT '';
ALTER TABLE containers ADD COLUMN version_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE containers ADD COLUMN version_bytes BIGINT NOT NULL DEFAULT 0;

-- kind: '' plain, 'slo', 'dlo', 'symlink'. whole_bytes and whole_etag: what a reader of a static large object gets, or
-- what a static link points at. target: "container/prefix" of a dynamic large object, "container/object" of a link.
ALTER TABLE objects ADD COLUMN version_id TEXT NOT NULL DEFAULT '';
ALTER TABLE objects ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE objects ADD COLUMN whole_bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE objects ADD COLUMN whole_etag TEXT NOT NULL DEFAULT '';
ALTER TABLE objects ADD COLUMN target TEXT NOT NULL DEFAULT '';
ALTER TABLE objects ADD COLUMN target_account TEXT NOT NULL DEFAULT '';

-- What an object was before (X-Versions-Enabled). kind 'deleted' marks when it was deleted. The current one is in objects.
CREATE TABLE versions (
    id             TEXT PRIMARY KEY,
    container_id   TEXT NOT NULL REFERENCES containers (id),
    name           TEXT NOT NULL,
    blob_id        TEXT NOT NULL UNIQUE,
    bytes          BIGINT NOT NULL,
    etag           TEXT NOT NULL,
    content_type   TEXT NOT NULL,
    headers        TEXT NOT NULL,
    metadata       TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    delete_at      BIGINT,
    version_id     TEXT NOT NULL,
    kind           TEXT NOT NULL,
    whole_bytes    BIGINT NOT NULL,
    whole_etag     TEXT NOT NULL,
    target         TEXT NOT NULL,
    target_account TEXT NOT NULL,
    UNIQUE (container_id, name, version_id)
);
CREATE INDEX versions_by_expiry ON versions (delete_at);
