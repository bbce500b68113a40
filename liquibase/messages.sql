--liquibase formatted sql

--changeset dewey:messages
-- content_blocks: what was sent as an array of MCP content blocks; content then holds its text, for people and for the search.
-- search: a prefix of the content, because a tsvector over 1,048,575 bytes is an error; the name of who spoke weighs most.
CREATE TABLE messages (
    conversation_id uuid        NOT NULL REFERENCES conversations (id),
    turn_number     integer     NOT NULL CHECK (turn_number >= 1),
    id              uuid        NOT NULL,
    role            text        NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
    author          text,
    content         text        NOT NULL,
    content_blocks  jsonb       CHECK (jsonb_typeof(content_blocks) = 'array'),
    metadata        jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
    external_id     text,
    created_at      timestamptz NOT NULL,
    search          tsvector    GENERATED ALWAYS AS (
                        setweight(to_tsvector('english', role || ' ' || left(coalesce(author, ''), 1000)), 'A')
                        || to_tsvector('english', left(content, 100000))) STORED,
    -- read a conversation in order: WHERE conversation_id = ? AND turn_number >= ? ORDER BY turn_number
    PRIMARY KEY (conversation_id, turn_number)
);
--rollback DROP TABLE messages;

--changeset dewey:messages-by-id
-- an insert that is tried again finds what the first try stored: WHERE id = ?
CREATE UNIQUE INDEX messages_by_id ON messages (id);
--rollback DROP INDEX messages_by_id;

--changeset dewey:messages-by-external-id
-- exactly-once appends: WHERE conversation_id = ? AND external_id = ?
CREATE UNIQUE INDEX messages_by_external_id ON messages (conversation_id, external_id) WHERE external_id IS NOT NULL;
--rollback DROP INDEX messages_by_external_id;

--changeset dewey:messages-by-search
-- full-text search: WHERE search @@ ?
CREATE INDEX messages_by_search ON messages USING gin (search);
--rollback DROP INDEX messages_by_search;
