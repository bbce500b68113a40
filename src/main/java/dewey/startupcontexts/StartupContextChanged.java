package dewey.startupcontexts;

/**
 * A CDI event: a startup context of a tenant says something else than before, or is new or deleted. Fired after the commit.
 *
 * @param active whether the active one is another now, or says something else
 * @param listed whether there are others now
 */
public record StartupContextChanged(String tenant, String name, boolean active, boolean listed) {}
