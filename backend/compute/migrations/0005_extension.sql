-- Servers in the trash, where no OpenStack call finds them, and why each server is where it is, or nowhere.
ALTER TABLE servers ADD COLUMN trashed_at BIGINT;
ALTER TABLE servers ADD COLUMN trash TEXT NOT NULL DEFAULT '{}';
CREATE INDEX servers_by_trash ON servers (trashed_at) WHERE trashed_at IS NOT NULL;

CREATE TABLE explanations (
    server_id  TEXT PRIMARY KEY,
    request_id TEXT NOT NULL,
    created_at BIGINT,
    outcome    TEXT NOT NULL,
    asked      TEXT NOT NULL,
    hosts      TEXT NOT NULL
);
