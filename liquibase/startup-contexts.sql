--liquibase formatted sql

--changeset dewey:startup-contexts
CREATE TABLE startup_contexts (
    id         uuid        PRIMARY KEY,
    tenant     text        NOT NULL,
    name       text        NOT NULL,
    content    text        NOT NULL,
    is_active  boolean     NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
--rollback DROP TABLE startup_contexts;

--changeset dewey:startup-contexts-by-name
-- get and set by name, list in the order of names: WHERE tenant = ? AND name = ?
CREATE UNIQUE INDEX startup_contexts_by_name ON startup_contexts (tenant, name);
--rollback DROP INDEX startup_contexts_by_name;

--changeset dewey:startup-contexts-active
-- at most one is active in a tenant, and it is found at once: WHERE tenant = ? AND is_active
CREATE UNIQUE INDEX startup_contexts_active ON startup_contexts (tenant) WHERE is_active;
--rollback DROP INDEX startup_contexts_active;
