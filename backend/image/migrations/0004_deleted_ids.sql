-- Ids of deleted images. None is given twice: whatever still goes on with the old image would meet another's data.
CREATE TABLE image_deleted_ids (
    id         TEXT PRIMARY KEY,
    deleted_at BIGINT NOT NULL
);
