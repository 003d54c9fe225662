-- Images and who may see them. The generated columns order what may be NULL, so that pages can go on after any row.
CREATE TABLE images (
    id               TEXT PRIMARY KEY,
    name             TEXT,
    disk_format      TEXT,
    container_format TEXT,
    visibility       TEXT NOT NULL,
    size             BIGINT,
    virtual_size     BIGINT,
    status           TEXT NOT NULL,
    checksum         TEXT,
    protected        @bool@ NOT NULL,
    min_ram          INTEGER NOT NULL,
    min_disk         INTEGER NOT NULL,
    owner            TEXT NOT NULL,
    os_hidden        @bool@ NOT NULL,
    os_hash_algo     TEXT,
    os_hash_value    TEXT,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    tags             TEXT NOT NULL,
    stores           TEXT NOT NULL,
    properties       TEXT NOT NULL,
    sort_name        TEXT GENERATED ALWAYS AS (COALESCE(name, '')) STORED,
    sort_size        BIGINT GENERATED ALWAYS AS (COALESCE(size, -1)) STORED,
    sort_disk        TEXT GENERATED ALWAYS AS (COALESCE(disk_format, '')) STORED,
    sort_container   TEXT GENERATED ALWAYS AS (COALESCE(container_format, '')) STORED
);
CREATE INDEX images_by_owner ON images (owner, created_at, id);
CREATE INDEX images_by_visibility ON images (visibility, created_at, id);
CREATE INDEX images_by_time ON images (created_at, id);
CREATE INDEX images_by_name ON images (sort_name, id);
CREATE INDEX images_by_status ON images (status);
CREATE INDEX images_by_hash ON images (os_hash_value);

-- What lists are filtered by. The image's own row has the same as JSON, to be read at once; both are written by
-- one function.
CREATE TABLE image_tags (
    image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    tag      TEXT NOT NULL,
    PRIMARY KEY (tag, image_id)
);
CREATE INDEX image_tags_by_image ON image_tags (image_id);
CREATE TABLE image_properties (
    image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (name, image_id)
);
CREATE INDEX image_properties_by_image ON image_properties (image_id);

CREATE TABLE image_members (
    image_id   TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE,
    member_id  TEXT NOT NULL,
    status     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (image_id, member_id)
);
CREATE INDEX image_members_by_member ON image_members (member_id, status);

-- Servers and volumes whose disks lie upon an image's file. They may outlive the image.
CREATE TABLE image_uses (
    image_id   TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (image_id, user_id)
);
