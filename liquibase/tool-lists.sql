--liquibase formatted sql

--changeset dewey:tool-lists
-- the tools that each upstream offered last: found and replaced by its key
-- conversation_id: the session in which this list was seen first, at seen_at; it may be deleted meanwhile
CREATE TABLE tool_lists (
    tenant          text        NOT NULL,
    upstream        text        NOT NULL,
    tools           jsonb       NOT NULL CHECK (jsonb_typeof(tools) = 'array'),
    conversation_id uuid        NOT NULL,
    seen_at         timestamptz NOT NULL,
    PRIMARY KEY (tenant, upstream)
);
--rollback DROP TABLE tool_lists;
