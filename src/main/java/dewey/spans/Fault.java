package dewey.spans;

/**
 * Why a request was not answered as it was meant to be.
 *
 * @param type one of few
 * @param message what its caller was told of it, or an empty text
 */
public record Fault(String type, String message) {}
