-- Resource providers: trees of what has something to give. `number` keeps the order in which they came.
CREATE TABLE resource_providers (
    number      @id@,
    uuid        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL UNIQUE,
    generation  BIGINT NOT NULL,
    parent_uuid TEXT REFERENCES resource_providers (uuid),
    root_uuid   TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX resource_providers_by_parent ON resource_providers (parent_uuid);
CREATE INDEX resource_providers_by_root ON resource_providers (root_uuid);

-- What others than OpenStack's standard ones there are; those are data of the program.
CREATE TABLE resource_classes (
    name       TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE TABLE traits (
    name       TEXT PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE TABLE inventories (
    provider_uuid    TEXT NOT NULL REFERENCES resource_providers (uuid),
    resource_class   TEXT NOT NULL,
    total            BIGINT NOT NULL,
    reserved         BIGINT NOT NULL,
    min_unit         BIGINT NOT NULL,
    max_unit         BIGINT NOT NULL,
    step_size        BIGINT NOT NULL,
    allocation_ratio DOUBLE PRECISION NOT NULL,
    updated_at       BIGINT NOT NULL,
    PRIMARY KEY (provider_uuid, resource_class)
);
CREATE INDEX inventories_by_class ON inventories (resource_class);

CREATE TABLE provider_traits (
    provider_uuid TEXT NOT NULL REFERENCES resource_providers (uuid),
    trait         TEXT NOT NULL,
    PRIMARY KEY (provider_uuid, trait)
);
CREATE INDEX provider_traits_by_trait ON provider_traits (trait);

CREATE TABLE provider_aggregates (
    provider_uuid  TEXT NOT NULL REFERENCES resource_providers (uuid),
    aggregate_uuid TEXT NOT NULL,
    PRIMARY KEY (provider_uuid, aggregate_uuid)
);

CREATE TABLE consumers (
    uuid          TEXT PRIMARY KEY,
    generation    BIGINT NOT NULL,
    project_id    TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    consumer_type TEXT,
    created_at    BIGINT NOT NULL
);
CREATE INDEX consumers_by_project ON consumers (project_id, user_id);

CREATE TABLE allocations (
    provider_uuid  TEXT NOT NULL REFERENCES resource_providers (uuid),
    resource_class TEXT NOT NULL,
    consumer_uuid  TEXT NOT NULL REFERENCES consumers (uuid),
    used           BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (consumer_uuid, provider_uuid, resource_class)
);
CREATE INDEX allocations_by_provider ON allocations (provider_uuid, resource_class);
