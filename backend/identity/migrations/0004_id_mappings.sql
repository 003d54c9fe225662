-- Users and groups of a domain's directory (LDAP) have rows in users and user_groups like all others, so that roles,
-- tokens and memberships mean the same for them. Here is what they are called there. Gone: the directory no longer has
-- it; the row stays, since it may come back, with the same id.
CREATE TABLE id_mappings (
    public_id   TEXT PRIMARY KEY,
    domain_id   TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    local_id    TEXT NOT NULL,
    entity_type TEXT NOT NULL,
    gone        @bool@ NOT NULL,
    UNIQUE (domain_id, entity_type, local_id)
);
CREATE INDEX id_mappings_by_gone ON id_mappings (gone);
