package dewey.metrics;

/** One of a bounded number of values that part a series; never a text that a client chose. */
public record Tag(String name, String value) {}
