--liquibase formatted sql

--changeset dewey:retention-policies
-- read whole for a tenant, and by name: WHERE tenant = ? AND name = ?
-- what a policy means is found by conversations_by_updated: WHERE tenant = ? AND updated_at < ?
CREATE TABLE retention_policies (
    tenant          text        NOT NULL,
    name            text        NOT NULL,
    older_than_days integer     NOT NULL CHECK (older_than_days >= 1),
    metadata        jsonb       NOT NULL CHECK (jsonb_typeof(metadata) = 'object'),
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant, name)
);
--rollback DROP TABLE retention_policies;
