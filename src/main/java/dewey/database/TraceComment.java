package dewey.database;

import dewey.threads.Trace;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/**
 * Ends statements that are made for a sampled trace with its {@code traceparent}, as sqlcommenter writes it, so that the database's own
 * log and monitoring lead back to the call. Each such statement is a new one to the caches of prepared statements; all others
 * stay as they are.
 */
public final class TraceComment implements StatementInspector {
    /** What stands between the statements of one text, and nowhere else in Dewey's. */
    static final String STATEMENTS_END = ";\n";

    @Override
    public String inspect(String sql) {
        return on(sql);
    }

    static String on(String sql) {
        return Trace.here()
                .filter(Trace::isSampled)
                .map(trace -> commented(sql, " /*traceparent='" + trace.parent() + "'*/"))
                .orElse(sql);
    }

    /** The driver sends each statement of a text by itself. */
    private static String commented(String sql, String comment) {
        return sql.replace(STATEMENTS_END, comment + STATEMENTS_END) + comment;
    }
}
