--liquibase formatted sql

--changeset dewey:messages-by-id-and-conversation runInTransaction:false
-- In the place of messages_by_id, which is dropped below: of messages that are spread over several tables (partitions.sql) each table
-- knows its own ids only, so that what is unique must name the conversation.
-- an insert that is tried again is refused, and finds what the first try stored: WHERE conversation_id = ? AND id = ?
-- an import finds which of its ids are in use: WHERE id = ANY (?)
-- the newest of more messages than a search can look at: WHERE search @@ ? ORDER BY id DESC
-- CONCURRENTLY, and so in no transaction: others store meanwhile. An attempt that broke off has left an index that is of no use.
DROP INDEX IF EXISTS messages_by_id_and_conversation;
CREATE UNIQUE INDEX CONCURRENTLY messages_by_id_and_conversation ON messages (id, conversation_id);
--rollback DROP INDEX messages_by_id_and_conversation;

--changeset dewey:messages-by-id-alone-no-more runInTransaction:false
DROP INDEX CONCURRENTLY IF EXISTS messages_by_id;
--rollback CREATE UNIQUE INDEX messages_by_id ON messages (id);
