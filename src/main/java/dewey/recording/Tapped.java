package dewey.recording;

/** What a tap was told, as it was told: nothing is read or copied on the relay's thread. */
sealed interface Tapped {
    /** About what holding it costs in memory: its characters, which most often are one byte each, or its bytes. */
    long weight();

    /** Beside the text itself: the objects around it. */
    int OVERHEAD = 120;

    /** The session has begun. */
    record Begun() implements Tapped {
        @Override
        public long weight() {
            return OVERHEAD;
        }
    }

    record Text(Direction direction, String text) implements Tapped {
        @Override
        public long weight() {
            return OVERHEAD + text.length();
        }
    }

    /** The array is never changed. */
    record Binary(Direction direction, byte[] data) implements Tapped {
        @Override
        public long weight() {
            return OVERHEAD + data.length;
        }
    }

    /** Dewey's own text to the client. */
    record Synthetic(String text) implements Tapped {
        @Override
        public long weight() {
            return OVERHEAD + text.length();
        }
    }

    record NotRelayed(Direction direction, long bytes, String reason) implements Tapped {
        @Override
        public long weight() {
            return OVERHEAD + reason.length();
        }
    }

    record ErrorLine(String line) implements Tapped {
        @Override
        public long weight() {
            return OVERHEAD + line.length();
        }
    }

    /** There was no room for some; sequence numbers from {@code first} to {@code last} are not in the record. */
    record Missing(long first, long last, int fromClient, int fromServer, long bytes) implements Tapped {
        static Missing none(long next) {
            return new Missing(next, next - 1, 0, 0, 0);
        }

        /** With one more; its bytes are those of its characters or data. */
        Missing and(Tapped lost) {
            Direction direction = directionOf(lost);
            return new Missing(
                    first,
                    last + 1,
                    fromClient + (direction == Direction.CLIENT_TO_SERVER ? 1 : 0),
                    fromServer + (direction == Direction.SERVER_TO_CLIENT ? 1 : 0),
                    bytes + bytesOf(lost));
        }

        boolean isEmpty() {
            return last < first;
        }

        @Override
        public long weight() {
            return OVERHEAD;
        }

        private static Direction directionOf(Tapped lost) {
            if (lost instanceof Text text) {
                return text.direction();
            }
            return lost instanceof Binary binary ? binary.direction() : null;
        }

        private static long bytesOf(Tapped lost) {
            if (lost instanceof Text text) {
                return text.text().length();
            }
            return lost instanceof Binary binary ? binary.data().length : 0;
        }
    }

    record Ended(SessionEnd end) implements Tapped {
        @Override
        public long weight() {
            return OVERHEAD;
        }
    }
}
