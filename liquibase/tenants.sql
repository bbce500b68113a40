--liquibase formatted sql

--changeset dewey:messages-tenant
-- Each message says whose it is, so that no query needs its conversation to know. The constant default costs no rewriting, however many
-- messages there are; nearly all that were stored before there were tenants are of this one. From then on the default is the tenant of
-- the transaction that inserts (database/TenantLock), and without one nothing can be inserted.
ALTER TABLE messages ADD COLUMN tenant text NOT NULL DEFAULT 'default';
UPDATE messages m SET tenant = c.tenant FROM conversations c WHERE c.id = m.conversation_id AND c.tenant <> 'default';
ALTER TABLE messages ALTER COLUMN tenant SET DEFAULT nullif(current_setting('dewey.tenant', true), '');
--rollback ALTER TABLE messages DROP COLUMN tenant;

--changeset dewey:messages-of-one-tenant
-- a message is of the tenant of its conversation, whatever a statement says: the key that messages refer to
CREATE UNIQUE INDEX conversations_of_tenant ON conversations (id, tenant);
ALTER TABLE messages ADD CONSTRAINT messages_of_one_tenant
    FOREIGN KEY (conversation_id, tenant) REFERENCES conversations (id, tenant) NOT VALID;
ALTER TABLE messages DROP CONSTRAINT messages_conversation_id_fkey;
--rollback ALTER TABLE messages DROP CONSTRAINT messages_of_one_tenant;
--rollback ALTER TABLE messages ADD FOREIGN KEY (conversation_id) REFERENCES conversations (id);
--rollback DROP INDEX conversations_of_tenant;

--changeset dewey:messages-of-one-tenant-validated
-- apart from the above, because this reads every message, and others may write meanwhile
ALTER TABLE messages VALIDATE CONSTRAINT messages_of_one_tenant;
--rollback SELECT 1;
