package dewey.retention;

import dewey.config.Settings;
import dewey.conversations.Trash;
import dewey.json.JsonText;
import dewey.refusals.Reason;
import dewey.refusals.Refused;
import dewey.threads.Clock;
import dewey.threads.RegularWork;
import dewey.threads.Workers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;

/**
 * Keeps conversations no longer than their tenants want, and empties the trash of what can no longer be restored.
 *
 * <p>Looks on a schedule. Each conversation is a transaction of its own, so that nothing is locked for long, and a node that stops in the
 * middle leaves the rest to the next look. Several nodes may look at the same time: what one has taken, the other does not find.
 */
@ApplicationScoped
public class Retention {
    private static final Logger LOG = System.getLogger(Retention.class.getName());
    private static final int AT_ONCE = 100;

    private Policies policies;
    private Trash trash;
    private Event<RetentionApplied> applied;

    @Inject
    private Settings settings;

    @Inject
    private Clock clock;

    @Inject
    private Workers workers;

    private RegularWork watch;
    private volatile boolean stopped;

    /** For the client proxy. */
    protected Retention() {}

    @Inject
    public Retention(Policies policies, Trash trash, Event<RetentionApplied> applied) {
        this.policies = policies;
        this.trash = trash;
        this.applied = applied;
    }

    /** Made with the application, so that it looks without being asked. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {}

    @PostConstruct
    void start() {
        watch = new RegularWork(clock, workers, settings.retention().interval().toMillis(), this::lookAndLog);
    }

    private void lookAndLog() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Retention could not be applied; the next look tries again", e);
        }
    }

    /**
     * Applies all policies of all tenants, and erases what was in the trash for long enough. A policy that cannot be applied is logged, and
     * the others are applied all the same.
     */
    public void look() {
        for (Policies.Named named : policies.ofAllTenants()) {
            if (!stopped) {
                applyOrLog(named.tenant(), named.name());
            }
        }
        int erased;
        do {
            erased = trash.eraseExpired(AT_ONCE);
        } while (erased == AT_ONCE && !stopped);
    }

    private void applyOrLog(String tenant, String name) {
        try {
            policies.find(tenant, name).ifPresent(policy -> apply(tenant, policy));
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "The retention policy " + JsonText.quote(name) + " of the tenant " + JsonText.quote(tenant)
                            + " could not be applied; the next look tries again",
                    e);
        }
    }

    /** Moves to the trash what a policy does not keep; answers what that was. */
    public Affected apply(String tenant, Policy policy) {
        Affected meant = policies.affected(tenant, policy);
        long conversations = 0;
        long messages = 0;
        for (List<UUID> next = policies.next(tenant, policy, AT_ONCE);
                !next.isEmpty() && !stopped;
                next = policies.next(tenant, policy, AT_ONCE)) {
            for (UUID id : next) {
                try {
                    messages += trash.put(tenant, id);
                    conversations++;
                } catch (Refused e) {
                    if (e.reason() != Reason.NOT_FOUND) {
                        throw e;
                    }
                    // another node, or a user, was faster
                }
            }
        }
        if (conversations > 0) {
            LOG.log(
                    Level.INFO,
                    "retention took {0} conversations with {1} messages of a tenant into the trash",
                    conversations,
                    messages);
            applied.fire(new RetentionApplied(tenant, policy.name(), conversations, messages));
        }
        return new Affected(conversations, messages, meant.oldest());
    }

    @PreDestroy
    void stop() {
        stopped = true;
        watch.close();
    }
}
