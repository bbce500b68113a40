-- What a tenant has, for queries that need an index of jsonb or tsvector: under row-level security PostgreSQL uses an index only for
-- operators that are "leakproof", which theirs are not. These views are read with the rights of their owner and have the tenant of the
-- transaction in them: the same lock, and every index. Run at every start, after the changes of the schema; made anew when a table has
-- other columns than its view (database/TenantLock).
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['conversations', 'messages'] LOOP
        CONTINUE WHEN to_regclass(name) IS NULL;
        IF ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = name::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum)
           IS DISTINCT FROM
           ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('tenant_' || name) AND attnum > 0 ORDER BY attnum) THEN
            EXECUTE format('DROP VIEW IF EXISTS %I', 'tenant_' || name);
            EXECUTE format('CREATE VIEW %I AS SELECT * FROM %I WHERE tenant = current_setting(''dewey.tenant'', true)',
                           'tenant_' || name, name);
        END IF;
    END LOOP;
END $$;
