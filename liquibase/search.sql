--liquibase formatted sql

-- What the search knows of a message. The functions say it in one place; they are of SQL's own kind (RETURN …), which PostgreSQL binds
-- when they are made, so that no search_path changes their meaning and the planner puts their text in the place of a call.

--changeset dewey:search-language
-- The configuration for a language by its ISO 639-1 code. A language that PostgreSQL does not know gets the one that takes words as they
-- are; no code, or what is none ("python"), means English.
-- A table would not do: what is stored beside a message must follow from the message alone.
CREATE FUNCTION search_language(code text) RETURNS regconfig IMMUTABLE PARALLEL SAFE RETURN
    CASE coalesce(lower(code), 'en')
        WHEN 'en' THEN 'english'::regconfig WHEN 'de' THEN 'german'::regconfig WHEN 'fr' THEN 'french'::regconfig
        WHEN 'es' THEN 'spanish'::regconfig WHEN 'it' THEN 'italian'::regconfig WHEN 'pt' THEN 'portuguese'::regconfig
        WHEN 'nl' THEN 'dutch'::regconfig WHEN 'da' THEN 'danish'::regconfig WHEN 'sv' THEN 'swedish'::regconfig
        WHEN 'no' THEN 'norwegian'::regconfig WHEN 'fi' THEN 'finnish'::regconfig WHEN 'ru' THEN 'russian'::regconfig
        WHEN 'tr' THEN 'turkish'::regconfig WHEN 'hu' THEN 'hungarian'::regconfig WHEN 'ro' THEN 'romanian'::regconfig
        WHEN 'ar' THEN 'arabic'::regconfig WHEN 'el' THEN 'greek'::regconfig WHEN 'ga' THEN 'irish'::regconfig
        WHEN 'ca' THEN 'catalan'::regconfig WHEN 'id' THEN 'indonesian'::regconfig WHEN 'lt' THEN 'lithuanian'::regconfig
        ELSE CASE WHEN length(code) = 2 THEN 'simple'::regconfig ELSE 'english'::regconfig END
    END;
--rollback DROP FUNCTION search_language(text);

--changeset dewey:search-words
-- A text as words. The parser of PostgreSQL keeps src/main/Fox.java in one piece and finds it only in the same piece, and drops what
-- stands between < and >; with signs taken out a path is its words one after the other, and so is snake_case. Scripts that are written
-- without spaces become one word a character: a search for several of them asks for them in their order.
CREATE FUNCTION search_words(content text) RETURNS text IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN content ~ '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\U00020000-\U0003FFFF]'
        THEN regexp_replace(
            regexp_replace(content, '[-_/\\.:@#=+~%&?<>|*^$]+', ' ', 'g'),
            '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\U00020000-\U0003FFFF])', ' \1 ', 'g')
        ELSE regexp_replace(content, '[-_/\\.:@#=+~%&?<>|*^$]+', ' ', 'g')
    END;
--rollback DROP FUNCTION search_words(text);

--changeset dewey:search-parts
-- The parts of each word in camelCase, for those who know only one of them: getUserName has get, User and Name.
CREATE FUNCTION search_parts(content text) RETURNS text IMMUTABLE PARALLEL SAFE RETURN
    (SELECT string_agg(regexp_replace(regexp_replace(word[1], '([[:lower:][:digit:]])([[:upper:]])', '\1 \2', 'g'),
                                      '([[:upper:]])([[:upper:]][[:lower:]])', '\1 \2', 'g'), ' ')
       FROM regexp_matches(content, '[[:alnum:]]*[[:lower:][:digit:]][[:upper:]][[:alnum:]]*', 'g') word);
--rollback DROP FUNCTION search_parts(text);

--changeset dewey:search-speaker
-- Who or what spoke, by the names under which clients tell it: weight A. Cut, because anybody may store a name of any length.
CREATE FUNCTION search_speaker(author text, metadata jsonb) RETURNS text IMMUTABLE PARALLEL SAFE RETURN
    left(coalesce(author, metadata ->> 'author', metadata ->> 'speaker', metadata ->> 'sender', metadata ->> 'name', ''), 1000)
    || coalesce(' ' || left(coalesce(metadata ->> 'tool', metadata ->> 'tool_name'), 1000), '');
--rollback DROP FUNCTION search_speaker(text, jsonb);

--changeset dewey:search-vector
-- weight A is the speaker, B the role, D a prefix of the content (a tsvector over 1,048,575 bytes is an error, and no text is
-- refused because of an index), in the language that the message's metadata names. Replaces a column that knew only English, which rewrites the table: see CHANGELOG.md. The view shows
-- every column and is made anew at each start (tenant-views.sql).
DROP VIEW IF EXISTS tenant_messages;
ALTER TABLE messages
    DROP COLUMN search;
ALTER TABLE messages
    ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector(search_language(metadata ->> 'language'), search_words(search_speaker(author, metadata))), 'A')
        || setweight(to_tsvector(search_language(metadata ->> 'language'), role), 'B')
        || to_tsvector(search_language(metadata ->> 'language'), search_words(left(content, 100000)))
        || CASE WHEN left(content, 100000) ~ '[[:lower:][:digit:]][[:upper:]]'
                THEN to_tsvector(search_language(metadata ->> 'language'), search_parts(left(content, 100000))) ELSE '' END) STORED;
--rollback ALTER TABLE messages DROP COLUMN search;
--rollback ALTER TABLE messages ADD COLUMN search tsvector GENERATED ALWAYS AS (setweight(to_tsvector('english', role || ' ' || left(coalesce(author, ''), 1000)), 'A') || to_tsvector('english', left(content, 100000))) STORED;

--changeset dewey:messages-by-search-vector
-- full-text search: WHERE search @@ ?
CREATE INDEX messages_by_search ON messages USING gin (search);
--rollback DROP INDEX messages_by_search;

--changeset dewey:search-statistics
-- How many messages each large tenant has and in what share of them its frequent words stand, as of refreshed_at (search/Statistics):
-- what is not here is rare, and counted when it is asked for.
CREATE TABLE search_corpora (
    tenant       text        PRIMARY KEY,
    messages     bigint      NOT NULL,
    refreshed_at timestamptz NOT NULL
);
CREATE TABLE search_frequencies (
    tenant text NOT NULL,
    lexeme text NOT NULL,
    share  real NOT NULL,
    -- the words of one query: WHERE tenant = ? AND lexeme = ANY (?)
    PRIMARY KEY (tenant, lexeme)
);
--rollback DROP TABLE search_frequencies;
--rollback DROP TABLE search_corpora;
