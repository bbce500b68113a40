package dewey.search;

import dewey.refusals.Refused;
import dewey.threads.Clock;
import dewey.threads.RegularWork;
import dewey.threads.Workers;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Looks every minute whether the table of frequencies is still true. */
@ApplicationScoped
public class FrequencyRefresh {
    private static final Logger LOG = System.getLogger("dewey.search");
    private static final long PERIOD_MS = 60_000;

    // not the server's own schedule: what is cancelled there stays until its time, and keeps the application's classes
    @Inject
    private Clock clock;

    @Inject
    private Workers workers;

    @Inject
    private FrequencyTable frequencies;

    private RegularWork looks;

    /** Begins with the application, and not with the first search. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        looks = new RegularWork(clock, workers, PERIOD_MS, this::look);
    }

    private void look() {
        try {
            if (frequencies.refresh()) {
                LOG.log(Level.DEBUG, "the frequencies of words were counted anew");
            }
        } catch (Refused e) {
            LOG.log(Level.DEBUG, "the database does not answer; the frequencies of words are counted later");
        } catch (RuntimeException e) {
            // searches go on without: they count for themselves
            LOG.log(Level.WARNING, "the frequencies of words could not be counted", e);
        }
    }

    @PreDestroy
    void stop() {
        if (looks != null) {
            looks.close();
        }
    }
}
