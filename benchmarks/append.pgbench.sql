-- The append of Load's floor for pgbench, which is written in C and has no driver between it and PostgreSQL: one statement that commits by
-- itself, a text of 500 bytes, a conversation for each client. Load's floor makes the conversations, so let it run before:
--
--   java -cp target/server/postgresql.jar benchmarks/Load.java --database … --scenarios store --connections 64 --seconds 1 --rounds 1
--   pgbench --no-vacuum --protocol prepared --client 8 --jobs 2 --time 10 --file benchmarks/append.pgbench.sql 'postgresql://…/dewey'
\set number random(1, 1000000000)
WITH grown AS (
    UPDATE conversations
       SET next_turn = next_turn + 1, message_count = message_count + 1, updated_at = clock_timestamp()
     WHERE id = ('00000000-000f-11fc-0000-' || lpad(to_hex(:client_id::int), 12, '0'))::uuid
    RETURNING id, next_turn - 1 AS turn, updated_at)
INSERT INTO messages (conversation_id, turn_number, id, role, content, metadata, created_at, tenant)
SELECT id, turn, gen_random_uuid(), 'user',
       :number::text || ' the build failed because the test for the relay expected one error for each open request, and there were two: '
           || 'the first from the upstream that was killed, the second from the timer which nobody had stopped. I moved the timer into '
           || 'the state that owns it, ran all of the tests again, and looked at what the record says about the session; there is now '
           || 'exactly one error for each request, in the order of their ids, and the socket is closed with the code that the '
           || 'upstream gave. Shall I go on?',
       '{}', updated_at, 'floor'
  FROM grown
RETURNING turn_number, created_at;
