-- How long the list of new words may become before PostgreSQL itself has a store merge it into the search index: that takes seconds in a large
-- store, and Dewey has a worker do it long before (conversations/IndexMerge). Run by database/Schema at each start, behind whatever makes
-- indexes; an index whose limit somebody has set stays as it is. In kilobytes.
--
-- It is no more than faster: whoever uses an index is not waited for longer than two seconds, in which others queue up, and a role that may
-- not do it need not. The next start tries again.
DO $$
DECLARE
    unlimited regclass;
BEGIN
    PERFORM set_config('lock_timeout', '2s', true);
    FOR unlimited IN
        SELECT c.oid::regclass
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am kind ON kind.oid = c.relam
         WHERE kind.amname = 'gin' AND c.relkind = 'i'
           AND (i.indrelid = to_regclass('messages')
                OR i.indrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass('messages')))
           AND NOT EXISTS (SELECT FROM unnest(c.reloptions) option WHERE option LIKE 'gin_pending_list_limit=%')
         ORDER BY c.relname LOOP
        EXECUTE format('ALTER INDEX %s SET (gin_pending_list_limit = 98304)', unlimited);
    END LOOP;
EXCEPTION WHEN lock_not_available OR deadlock_detected OR insufficient_privilege THEN
    RAISE NOTICE 'the limit of the search index is left as it is: %', SQLERRM;
END $$;
