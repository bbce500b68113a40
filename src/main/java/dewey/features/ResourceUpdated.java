package dewey.features;

/** A CDI event: what a resource of a tenant gives has changed, so that those who have subscribed to it are to be told. */
public record ResourceUpdated(String tenant, String uri) {}
