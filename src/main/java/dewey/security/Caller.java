package dewey.security;

/**
 * Who makes a request.
 *
 * @param tenant whose conversations the caller sees; another tenant's are not found
 * @param name how the caller is called in logs and metrics; never a credential
 */
public record Caller(String tenant, String name) {
    /** Someone on this machine who needs no credentials. */
    public static final Caller LOCAL = new Caller("default", "local");
}
