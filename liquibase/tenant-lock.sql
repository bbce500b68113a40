-- The second lock between tenants: row-level security. Run at every start, after the changes of the schema (database/TenantLock), so
-- that it holds for tables that came with them, and again in a cluster into which a dump was restored.
--
-- Dewey's login role owns the tables, and owners and superusers are not bound by row-level security. So each transaction that works for
-- a tenant takes on the role dewey_tenant, which is neither, and says whose it is: set_config('dewey.tenant', …, true).
DO $$
DECLARE
    tables CONSTANT text[] := ARRAY(
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1);
    name text;
    rights text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'dewey_tenant') THEN
        BEGIN
            CREATE ROLE dewey_tenant NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- roles belong to the cluster: a Dewey on another database of it was faster
        END;
    END IF;
    BEGIN
        SET LOCAL ROLE dewey_tenant;
        RESET ROLE;
    EXCEPTION WHEN insufficient_privilege THEN
        EXECUTE format('GRANT dewey_tenant TO %I', current_user);
    END;
    IF NOT has_schema_privilege('dewey_tenant', current_schema(), 'USAGE') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO dewey_tenant', current_schema());
    END IF;
    FOREACH name IN ARRAY tables LOOP
        -- what was audited stays as it is
        rights := CASE name WHEN 'audit' THEN 'SELECT, INSERT' WHEN 'audit_cuts' THEN 'SELECT'
                            ELSE 'SELECT, INSERT, UPDATE, DELETE' END;
        -- nothing is done twice: these take locks for which running statements of other nodes are waited for
        IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = name::regclass) THEN
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        END IF;
        IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = name::regclass) THEN
            EXECUTE format('CREATE POLICY one_tenant ON %I USING (tenant = nullif(current_setting(''dewey.tenant'', true), ''''))', name);
        END IF;
        IF NOT has_table_privilege('dewey_tenant', name, 'SELECT') THEN
            EXECUTE format('GRANT %s ON %I TO dewey_tenant', rights, name);
        END IF;
    END LOOP;

    FOREACH name IN ARRAY ARRAY['tenant_conversations', 'tenant_messages'] LOOP
        IF to_regclass(name) IS NOT NULL AND NOT has_table_privilege('dewey_tenant', name, 'SELECT') THEN
            EXECUTE format('GRANT SELECT ON %I TO dewey_tenant', name);
        END IF;
    END LOOP;
END $$;
