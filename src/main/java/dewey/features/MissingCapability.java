package dewey.features;

/** A call needs something of its client that the client has not declared to have. */
public final class MissingCapability extends RuntimeException {
    private final String capability;

    /** @param capability the member of MCP's {@code ClientCapabilities} */
    public MissingCapability(String capability) {
        super("the client has not declared the capability " + capability, null, false, false);
        this.capability = capability;
    }

    public String capability() {
        return capability;
    }
}
