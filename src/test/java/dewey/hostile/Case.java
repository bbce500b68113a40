package dewey.hostile;

/**
 * One thing that an attacker, a bug or bad luck does.
 *
 * @param room where the code stands that must withstand it
 * @param effort how much of a run's time it takes
 */
record Case(Row row, String room, String what, Attack attack, Effort effort) {
    /** Does it, asserts what the answer must be, and tells in a few words what it was. */
    interface Attack {
        String outcome() throws Exception;
    }

    /** The runs that a case is for, by what it costs: each run has those of the runs before it, too. */
    enum Effort {
        /** At once: for every build. */
        QUICK,
        /** Waits for a timeout, or moves many bytes. */
        SHORT,
        /** Minutes. */
        LONG;

        /** Of this run. */
        static Effort ofThisRun() {
            return valueOf(System.getProperty("dewey.hostile", "quick").toUpperCase(java.util.Locale.ROOT));
        }

        boolean includes(Effort other) {
            return compareTo(other) >= 0;
        }
    }

    static Case of(Row row, String room, String what, Attack attack) {
        return new Case(row, room, what, attack, Effort.QUICK);
    }

    /** For the long run only. */
    static Case longOne(Row row, String room, String what, Attack attack) {
        return new Case(row, room, what, attack, Effort.LONG);
    }

    /** The same, not for every build. */
    Case takingItsTime() {
        return effort == Effort.QUICK ? new Case(row, room, what, attack, Effort.SHORT) : this;
    }
}
