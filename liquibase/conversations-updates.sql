--liquibase formatted sql

--changeset dewey:conversations-updated-slot
--validCheckSum: ANY
-- Every message changes updated_at of its conversation. While that was in an index, each change wrote the row anew into all indexes of the
-- table, and left as many dead entries for every reader to step over; now most changes are heap-only (HOT), in the room that fillfactor
-- leaves. In the index is the slot of ten seconds in which updated_at lies.
-- This writes the table anew, once: some seconds for a million conversations, in which others wait.
ALTER TABLE conversations ADD COLUMN updated_slot timestamptz NOT NULL
    GENERATED ALWAYS AS (date_bin('10 seconds', updated_at, timestamptz '2000-01-01 00:00:00+00')) STORED;
--rollback DROP VIEW IF EXISTS tenant_conversations; ALTER TABLE conversations DROP COLUMN updated_slot;

--changeset dewey:conversations-by-updated-slot runInTransaction:false
-- list, newest activity first: WHERE tenant = ? ORDER BY updated_slot DESC, updated_at DESC, id DESC
-- what a retention policy means: WHERE tenant = ? AND updated_slot < ? AND updated_at < ? ORDER BY updated_slot, updated_at, id
DROP INDEX IF EXISTS conversations_by_updated_slot;
CREATE INDEX CONCURRENTLY conversations_by_updated_slot ON conversations (tenant, updated_slot);
--rollback DROP INDEX conversations_by_updated_slot;

--changeset dewey:conversations-by-updated-no-more runInTransaction:false
DROP INDEX CONCURRENTLY IF EXISTS conversations_by_updated;
--rollback CREATE INDEX conversations_by_updated ON conversations (tenant, updated_at, id);
