package dewey.recording;

/**
 * How the recorder of this node is doing, at one moment.
 *
 * @param openSessions sessions that are being recorded
 * @param queuedEntries what is in memory, neither stored nor spooled
 * @param spooledEntries what waits on the disk for the database
 * @param spooledBytes what that takes of the disk
 * @param written messages stored since the start
 * @param missing messages that found no room since the start; each session's record says which
 * @param marked messages that the database refused since the start, with a mark stored in their place
 * @param toolChanges lists of tools since the start that differed from the one before of the same upstream
 * @param lastFailure why the last attempt to store or to spool failed, without anything secret; null when it did not
 * @param degraded the record does not get where it should at the moment, or waits where it may be lost
 */
public record RecorderState(
        int openSessions,
        long queuedEntries,
        long queuedBytes,
        long spooledEntries,
        long spooledBytes,
        long written,
        long missing,
        long marked,
        long toolChanges,
        String lastFailure,
        boolean degraded) {}
