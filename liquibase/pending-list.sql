-- How long the list of new words may become before PostgreSQL itself has a store merge it into the search index: that takes seconds in a large
-- store, and Dewey has a worker do it long before (conversations/IndexMerge). Run by database/Schema at each start, behind whatever makes
-- indexes; an index whose limit somebody has set stays as it is. In kilobytes.
DO $$
DECLARE
    unlimited regclass;
BEGIN
    FOR unlimited IN
        SELECT c.oid::regclass
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am kind ON kind.oid = c.relam
         WHERE kind.amname = 'gin' AND c.relkind = 'i'
           AND (i.indrelid = to_regclass('messages')
                OR i.indrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass('messages')))
           AND NOT EXISTS (SELECT FROM unnest(c.reloptions) option WHERE option LIKE 'gin_pending_list_limit=%') LOOP
        EXECUTE format('ALTER INDEX %s SET (gin_pending_list_limit = 49152)', unlimited);
    END LOOP;
END $$;
