--liquibase formatted sql

--changeset dewey:trash
-- What was deleted and can still be restored. It stands apart from the rest, so that no query of what there is can meet it. A
-- conversation may be in here twice: a recorded session that goes on after it was deleted begins again under its id.
CREATE TABLE trashed_conversations (
    trash_id      uuid        PRIMARY KEY,
    tenant        text        NOT NULL,
    id            uuid        NOT NULL,
    session_id    text,
    title         text,
    metadata      jsonb       NOT NULL,
    external_id   text,
    message_count integer     NOT NULL,
    next_turn     integer     NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    trashed_at    timestamptz NOT NULL,
    erase_after   timestamptz NOT NULL
);
CREATE TABLE trashed_messages (
    trash_id        uuid        NOT NULL REFERENCES trashed_conversations (trash_id),
    tenant          text        NOT NULL,
    conversation_id uuid        NOT NULL,
    turn_number     integer     NOT NULL,
    id              uuid        NOT NULL,
    role            text        NOT NULL,
    author          text,
    content         text        NOT NULL,
    content_blocks  jsonb,
    metadata        jsonb       NOT NULL,
    external_id     text,
    created_at      timestamptz NOT NULL,
    -- restore in order, erase in batches: WHERE trash_id = ? ORDER BY turn_number
    PRIMARY KEY (trash_id, turn_number)
);
--rollback DROP TABLE trashed_messages;
--rollback DROP TABLE trashed_conversations;

--changeset dewey:trashed-by-time
-- list, and restore the latest: WHERE tenant = ? ORDER BY trashed_at DESC, trash_id DESC
CREATE INDEX trashed_by_time ON trashed_conversations (tenant, trashed_at, trash_id);
--rollback DROP INDEX trashed_by_time;

--changeset dewey:trashed-by-conversation
-- restore or erase one: WHERE tenant = ? AND id = ?
CREATE INDEX trashed_by_conversation ON trashed_conversations (tenant, id);
--rollback DROP INDEX trashed_by_conversation;

--changeset dewey:trashed-by-end
-- erase what nobody has restored in time: WHERE erase_after < now() ORDER BY erase_after
CREATE INDEX trashed_by_end ON trashed_conversations (erase_after);
--rollback DROP INDEX trashed_by_end;
