--liquibase formatted sql

--changeset dewey:sessions
-- list recorded sessions, newest first, by ids that sort by time:
-- WHERE tenant = ? AND metadata ->> 'source' = 'proxy' ORDER BY id DESC
CREATE INDEX sessions ON conversations (tenant, id) WHERE metadata ->> 'source' = 'proxy';
--rollback DROP INDEX sessions;

--changeset dewey:sessions-by-upstream
-- list those with one upstream: AND left(metadata ->> 'upstream', 100) = ?
-- left: anybody may store a conversation with such members, of any length, and no text may be refused because of an index
CREATE INDEX sessions_by_upstream ON conversations (tenant, left(metadata ->> 'upstream', 100), id)
    WHERE metadata ->> 'source' = 'proxy';
--rollback DROP INDEX sessions_by_upstream;

--changeset dewey:sessions-open
-- list those that go on: AND metadata ->> 'cause' IS NULL
CREATE INDEX sessions_open ON conversations (tenant, id)
    WHERE metadata ->> 'source' = 'proxy' AND metadata ->> 'cause' IS NULL;
--rollback DROP INDEX sessions_open;

--changeset dewey:messages-by-reply-to
-- the answers to some requests of a session: WHERE conversation_id = ? AND left(metadata ->> 'reply_to', 20) = ANY (?)
CREATE INDEX messages_by_reply_to ON messages (conversation_id, left(metadata ->> 'reply_to', 20))
    WHERE metadata ->> 'reply_to' IS NOT NULL;
--rollback DROP INDEX messages_by_reply_to;
