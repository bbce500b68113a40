package dewey.hostile;

/**
 * One thing that an attacker, a bug or bad luck does.
 *
 * @param room where the code stands that must withstand it
 * @param isLong whether it takes so long that it belongs to the long run only
 */
record Case(Row row, String room, String what, Attack attack, boolean isLong) {
    /** Does it, asserts what the answer must be, and tells in a few words what it was. */
    interface Attack {
        String outcome() throws Exception;
    }

    static Case of(Row row, String room, String what, Attack attack) {
        return new Case(row, room, what, attack, false);
    }

    /** For the long run only. */
    static Case longOne(Row row, String room, String what, Attack attack) {
        return new Case(row, room, what, attack, true);
    }
}
