package dewey.limits;

/** For tests of the rooms that ask for limits and are not about them. */
public final class NoLimits {
    private NoLimits() {}

    public static Bulkheads bulkheads() {
        return new Bulkheads();
    }
}
