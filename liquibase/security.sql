--liquibase formatted sql

--changeset dewey:tokens
-- static tokens that administrators have made; hash is SHA-256 in hexadecimal, the token itself is nowhere
CREATE TABLE tokens (
    id           uuid        PRIMARY KEY,
    tenant       text        NOT NULL,
    name         text        NOT NULL,
    -- let in: a token is found in memory; here the key only keeps two from being the same
    hash         text        NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
    roles        text[]      NOT NULL CHECK (cardinality(roles) > 0),
    created_by   text        NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
--rollback DROP TABLE tokens;

--changeset dewey:tokens-by-name
-- a name belongs to one token that is good: ON CONFLICT (tenant, name); and the list: WHERE tenant = ? ORDER BY name
CREATE UNIQUE INDEX tokens_by_name ON tokens (tenant, name) WHERE revoked_at IS NULL;
--rollback DROP INDEX tokens_by_name;

--changeset dewey:audit splitStatements:false
-- who did what: one chain for each tenant, in which each row's hash covers the row and the hash before it. Rows are only added.
-- times: how often the same was done within a second or so, from at to until.
CREATE TABLE audit (
    tenant  text        NOT NULL,
    number  bigint      NOT NULL CHECK (number >= 1),
    at      timestamptz NOT NULL,
    until   timestamptz NOT NULL,
    caller  text        NOT NULL,
    address text        NOT NULL,
    action  text        NOT NULL,
    what    text        NOT NULL,
    target  text        NOT NULL,
    outcome text        NOT NULL,
    times   integer     NOT NULL CHECK (times >= 1),
    hash    bytea       NOT NULL,
    -- the end of a chain, and the chain in its order: WHERE tenant = ? ORDER BY number
    PRIMARY KEY (tenant, number)
);

-- where the rest of a chain begins whose older rows were cut off: the last of those
CREATE TABLE audit_cuts (
    tenant text        PRIMARY KEY,
    number bigint      NOT NULL,
    hash   bytea       NOT NULL,
    cut_at timestamptz NOT NULL
);

CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM audit_cuts WHERE tenant = OLD.tenant AND number >= OLD.number) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_only_added_to();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to();

-- Deletes what is older than a time, and keeps where the chain goes on. For administrators of the database: SELECT cut_audit(now() - interval '2 years')
CREATE FUNCTION cut_audit(before timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    deleted bigint;
BEGIN
    -- the last row of a chain stays, for the next one goes on from it
    INSERT INTO audit_cuts (tenant, number, hash, cut_at)
    SELECT DISTINCT ON (a.tenant) a.tenant, a.number, a.hash, now() FROM audit a
     WHERE a.until < before AND EXISTS (SELECT FROM audit later WHERE later.tenant = a.tenant AND later.number > a.number)
     ORDER BY a.tenant, a.number DESC
    ON CONFLICT (tenant) DO UPDATE SET number = excluded.number, hash = excluded.hash, cut_at = excluded.cut_at;
    DELETE FROM audit a USING audit_cuts c WHERE c.tenant = a.tenant AND a.number <= c.number;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END $$;
--rollback DROP FUNCTION cut_audit; DROP TABLE audit; DROP TABLE audit_cuts; DROP FUNCTION audit_is_only_added_to;
