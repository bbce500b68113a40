package dewey.transcripts;

/** Is told how far an import is. */
@FunctionalInterface
public interface ImportProgress {
    /** For whoever does not want to know. */
    ImportProgress UNHEARD = (bytes, size, messages) -> {};

    /**
     * A batch is stored.
     *
     * @param bytes how much of the file was read
     * @param size of the file, as it was at the beginning
     * @param messages how many rows were stored or recognised
     */
    void at(long bytes, long size, int messages);
}
