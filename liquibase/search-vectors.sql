--liquibase formatted sql

--changeset dewey:search-vectors-from-outside splitStatements:false
-- The search vector of a message as one function, and a column that may be given: who stores many messages makes their vectors at a
-- fraction of what PostgreSQL's parser takes (lexemes/SearchVectors). All others are made by the trigger, also those of rows that come
-- from a dump or the trash. The vectors are the same as before, so that nothing is rewritten: this only changes the catalogue.
CREATE FUNCTION search_vector(author text, role text, content text, metadata jsonb) RETURNS tsvector IMMUTABLE PARALLEL SAFE RETURN
    setweight(to_tsvector(search_language(metadata ->> 'language'), search_words(search_speaker(author, metadata))), 'A')
    || setweight(to_tsvector(search_language(metadata ->> 'language'), role), 'B')
    || to_tsvector(search_language(metadata ->> 'language'), search_words(left(content, 100000)))
    || CASE WHEN left(content, 100000) ~ '[[:lower:][:digit:]][[:upper:]]'
            THEN to_tsvector(search_language(metadata ->> 'language'), search_parts(left(content, 100000))) ELSE '' END;

CREATE FUNCTION messages_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := search_vector(NEW.author, NEW.role, NEW.content, NEW.metadata);
    RETURN NEW;
END $$;

ALTER TABLE messages ALTER COLUMN search DROP EXPRESSION;

CREATE TRIGGER messages_search_made BEFORE INSERT ON messages
    FOR EACH ROW WHEN (NEW.search IS NULL) EXECUTE FUNCTION messages_search();
CREATE TRIGGER messages_search_changed BEFORE UPDATE OF author, role, content, metadata ON messages
    FOR EACH ROW EXECUTE FUNCTION messages_search();
--rollback DROP VIEW IF EXISTS tenant_messages; ALTER TABLE messages DROP COLUMN search; ALTER TABLE messages ADD COLUMN search tsvector GENERATED ALWAYS AS (search_vector(author, role, content, metadata)) STORED; DROP TRIGGER messages_search_made ON messages; DROP TRIGGER messages_search_changed ON messages; DROP FUNCTION messages_search(); CREATE INDEX messages_by_search ON messages USING gin (search);
