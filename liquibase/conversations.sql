--liquibase formatted sql

--changeset dewey:conversations
-- fillfactor: every append updates the row of its conversation, and should find room for the new version on the same page
CREATE TABLE conversations (
    id            uuid        PRIMARY KEY,
    tenant        text        NOT NULL,
    session_id    text,
    title         text,
    metadata      jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    external_id   text,
    message_count integer     NOT NULL DEFAULT 0 CHECK (message_count >= 0),
    next_turn     integer     NOT NULL DEFAULT 1 CHECK (next_turn >= 1),
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
) WITH (fillfactor = 80);
--rollback DROP TABLE conversations;

--changeset dewey:conversations-by-updated
-- list, newest activity first: WHERE tenant = ? ORDER BY updated_at DESC, id DESC
CREATE INDEX conversations_by_updated ON conversations (tenant, updated_at, id);
--rollback DROP INDEX conversations_by_updated;

--changeset dewey:conversations-by-created
-- list, newest first: WHERE tenant = ? ORDER BY created_at DESC, id DESC
CREATE INDEX conversations_by_created ON conversations (tenant, created_at, id);
--rollback DROP INDEX conversations_by_created;

--changeset dewey:conversations-by-session
-- list and search of one session: WHERE tenant = ? AND session_id = ?
CREATE INDEX conversations_by_session ON conversations (tenant, session_id) WHERE session_id IS NOT NULL;
--rollback DROP INDEX conversations_by_session;

--changeset dewey:conversations-by-metadata
-- list by metadata: WHERE metadata @> ?
CREATE INDEX conversations_by_metadata ON conversations USING gin (metadata jsonb_path_ops);
--rollback DROP INDEX conversations_by_metadata;

--changeset dewey:conversations-by-external-id
-- an import that is repeated continues its conversation: ON CONFLICT (tenant, external_id)
CREATE UNIQUE INDEX conversations_by_external_id ON conversations (tenant, external_id) WHERE external_id IS NOT NULL;
--rollback DROP INDEX conversations_by_external_id;
