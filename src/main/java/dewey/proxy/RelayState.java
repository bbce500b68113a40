package dewey.proxy;

import dewey.recording.SessionEnd.Cause;

/**
 * What a relay is doing.
 *
 * <pre>
 *             opened               upstream ends            all of it sent
 *  Connecting ───────► Relaying ─────────────────► Draining ───────────────► Closed
 *      │ unreachable      │ client ends, a side stalls, a rule is broken        ▲
 *      ├─► Draining       └─────────────────────────────────────────────────────┤
 *      └────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * Every move goes to the right; {@link Closed} is reached once, from whichever state.
 */
sealed interface RelayState {
    /** The upstream is being opened; what the client sends waits for it, in order. */
    record Connecting() implements RelayState {}

    record Relaying() implements RelayState {}

    /**
     * The upstream is gone. The client still gets what came before, an error for each open request, and then the close.
     *
     * @param complete whether all of that is on its way
     */
    record Draining(Ending ending, boolean complete) implements RelayState {}

    record Closed(Ending ending) implements RelayState {}

    /** Why it ends, and the close code for the client. */
    record Ending(Cause cause, int code, String reason) {}
}
