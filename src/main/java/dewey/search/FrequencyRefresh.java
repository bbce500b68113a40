package dewey.search;

import dewey.refusals.Refused;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks every minute whether the table of frequencies is still true. */
@ApplicationScoped
public class FrequencyRefresh {
    private static final Logger LOG = System.getLogger("dewey.search");
    private static final int PERIOD_SECONDS = 60;

    @Resource
    private ManagedScheduledExecutorService schedule;

    @Inject
    private FrequencyTable frequencies;

    private ScheduledFuture<?> looks;

    /** Begins with the application, and not with the first search. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        looks = schedule.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
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
            looks.cancel(true);
        }
    }
}
