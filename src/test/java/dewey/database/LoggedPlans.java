package dewey.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The plans of the statements that {@link TestDatabase#explained} transactions have sent: auto_explain writes them to the log. */
public final class LoggedPlans {
    private static final Pattern PLAN = Pattern.compile("LOG:  duration:.*?(?=\\n\\S|\\z)", Pattern.DOTALL);

    private long read;

    /** Those from now on. */
    public LoggedPlans() {
        try {
            read = Files.size(TestDatabase.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The plans written since this was last asked. */
    public String next() {
        try {
            byte[] log = Files.readAllBytes(TestDatabase.log());
            String written = new String(log, (int) read, (int) (log.length - read));
            read = log.length;
            StringBuilder plans = new StringBuilder();
            for (Matcher plan = PLAN.matcher(written); plan.find(); ) {
                plans.append(plan.group()).append('\n');
            }
            return plans.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
