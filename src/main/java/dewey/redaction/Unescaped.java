package dewey.redaction;

import dewey.json.Escapes;

/** A text in which the escapes of JSON stand as what they mean, and where its places are written. */
final class Unescaped {
    private final String written;
    private final int offset;
    private final String text;
    private int place;
    private int writtenPlace;

    /** @param offset where {@code written} begins in the text that is asked about */
    Unescaped(String written, int offset) {
        this.written = written;
        this.offset = offset;
        text = Escapes.decoded(written);
    }

    String text() {
        return text;
    }

    /** Where the letter at {@code asked} is written, or the end. To be asked from the left to the right. */
    int written(int asked) {
        for (; place < asked; place++) {
            writtenPlace += Escapes.length(written, writtenPlace);
        }
        return offset + writtenPlace;
    }
}
