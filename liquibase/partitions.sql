-- Puts the messages into so many tables as the setting dewey.partitions of this transaction says: partitions by the hash of their
-- conversation, or one table again. Run by database/Partitions when there is another number, after the changes of the schema.
--
-- What the new table is like is read from the old one: columns, rules, keys, indexes, triggers, grants, and options of storage and
-- autovacuum. So whatever changes the schema later needs to be said once. Row-level security comes on before any right does; its
-- policies, and the view of the messages, are made by tenant-lock.sql and tenant-views.sql, which run next.
DO $$
DECLARE
    tables CONSTANT integer := current_setting('dewey.partitions')::integer;
    options text;
    additions text[];
    name text;
    addition text;
BEGIN
    -- in the order in which an append takes them, so that none that is under way is waited for while it waits for this
    LOCK TABLE conversations IN EXCLUSIVE MODE;
    LOCK TABLE messages IN ACCESS EXCLUSIVE MODE;

    SELECT ' WITH (' || string_agg(option, ', ') || ')' INTO options
      FROM (SELECT DISTINCT unnest(reloptions) AS option FROM pg_class
             WHERE oid = 'messages'::regclass OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'messages'::regclass)) each;
    additions := ARRAY(
        SELECT format('ALTER TABLE messages ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid))
          FROM pg_constraint WHERE conrelid = 'messages'::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype DESC)
        || ARRAY(
        -- that of an index over partitions says ON ONLY
        SELECT regexp_replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index
         WHERE indrelid = 'messages'::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u')))
        || ARRAY(
        SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'messages'::regclass AND NOT tgisinternal)
        || ARRAY(
        SELECT 'ALTER TABLE messages ENABLE ROW LEVEL SECURITY' FROM pg_class WHERE oid = 'messages'::regclass AND relrowsecurity)
        || ARRAY(
        SELECT format('GRANT %s ON messages TO %s', granted.privilege_type, coalesce(quote_ident(role.rolname), 'PUBLIC'))
          FROM pg_class c, aclexplode(c.relacl) granted LEFT JOIN pg_roles role ON role.oid = granted.grantee
         WHERE c.oid = 'messages'::regclass AND granted.grantee <> c.relowner);

    DROP VIEW IF EXISTS tenant_messages;
    FOR name IN SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'messages'::regclass LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I', name, name || '_before');
    END LOOP;
    ALTER TABLE messages RENAME TO messages_before;

    IF tables = 1 THEN
        EXECUTE 'CREATE TABLE messages (LIKE messages_before INCLUDING ALL EXCLUDING INDEXES)' || coalesce(options, '');
    ELSE
        CREATE TABLE messages (LIKE messages_before INCLUDING ALL EXCLUDING INDEXES) PARTITION BY HASH (conversation_id);
        FOR number IN 0 .. tables - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF messages FOR VALUES WITH (MODULUS %s, REMAINDER %s)%s',
                           format('messages_%s_of_%s', number, tables), tables, number, options);
        END LOOP;
    END IF;
    INSERT INTO messages SELECT * FROM messages_before;
    FOREACH addition IN ARRAY additions LOOP
        EXECUTE addition;
    END LOOP;
    DROP TABLE messages_before;

    -- so that plans and refusals say which index of which table: messages_pkey_3_of_8
    FOR name, addition IN
        SELECT own.relname, whole.relname || substr(part.relname, length('messages') + 1)
          FROM pg_index of_whole
          JOIN pg_class whole ON whole.oid = of_whole.indexrelid
          JOIN pg_inherits ON inhparent = whole.oid
          JOIN pg_class own ON own.oid = inhrelid
          JOIN pg_index of_part ON of_part.indexrelid = own.oid
          JOIN pg_class part ON part.oid = of_part.indrelid
         WHERE of_whole.indrelid = 'messages'::regclass LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I', name, addition);
    END LOOP;
    ANALYZE messages;
END $$;
