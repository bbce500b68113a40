package dewey.upstreams;

import dewey.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How each upstream is doing, judged from the sessions that use it, and from nothing else: no request is made to find out, and nothing
 * is kept beyond the life of the application.
 */
@ApplicationScoped
public class UpstreamHealth {
    private final int failuresUntilOpen;
    private final Duration delayWhenOpen;
    private final LongSupplier clock;
    private final Map<String, Patient> patients = new ConcurrentHashMap<>();

    /** What is known of an upstream. */
    public enum State {
        /** No session has told anything yet. */
        UNKNOWN,
        /** The last that was heard was a message. */
        HEALTHY,
        /** It was lost in the middle of a session, or left a request without an answer. */
        DEGRADED,
        /** It could not be reached. */
        FAILED
    }

    /**
     * @param lastError the last that went wrong, in words of Dewey's; empty when nothing has
     * @param lastErrorAt when that was
     * @param leftAlone whether sessions are refused at the moment
     */
    public record Health(State state, Optional<String> lastError, Optional<Instant> lastErrorAt, boolean leftAlone) {}

    @Inject
    public UpstreamHealth(Settings settings) {
        this(settings.upstreams().failuresUntilOpen(), settings.upstreams().delayWhenOpen(), System::nanoTime);
    }

    UpstreamHealth(int failuresUntilOpen, Duration delayWhenOpen, LongSupplier clock) {
        this.failuresUntilOpen = failuresUntilOpen;
        this.delayWhenOpen = delayWhenOpen;
        this.clock = clock;
    }

    /** For the container's proxy of this class. */
    protected UpstreamHealth() {
        this(1, Duration.ZERO, System::nanoTime);
    }

    /**
     * What a session with the upstream may tell of it. Empty when the upstream is left alone for now: refuse the session. Each that
     * is handed out must be used: it may be the only one that tries.
     */
    public Optional<Trial> admit(String upstream) {
        Patient patient = patient(upstream);
        return patient.breaker.admits() ? Optional.of(new Trial(patient)) : Optional.empty();
    }

    public Health of(String upstream) {
        return patient(upstream).health();
    }

    /** Lets the next session try the upstream at once, although it could not be reached lately. */
    public void letTry(String upstream) {
        patient(upstream).breaker.undecided();
    }

    /** All that have been used, by name. */
    public Map<String, Health> all() {
        Map<String, Health> all = new TreeMap<>();
        patients.forEach((name, patient) -> all.put(name, patient.health()));
        return all;
    }

    private Patient patient(String upstream) {
        return patients.computeIfAbsent(
                upstream, name -> new Patient(new Breaker(failuresUntilOpen, delayWhenOpen, clock)));
    }

    /** One upstream, whose sessions tell of it from their own threads. */
    private static final class Patient {
        private final Breaker breaker;
        private volatile State state = State.UNKNOWN;
        private String lastError;
        private Instant lastErrorAt;

        Patient(Breaker breaker) {
            this.breaker = breaker;
        }

        void works() {
            // asked for every message: most find it so already
            if (state != State.HEALTHY) {
                state = State.HEALTHY;
            }
        }

        synchronized void suffers(State from, String error) {
            state = from;
            lastError = error;
            lastErrorAt = Instant.now();
        }

        synchronized Health health() {
            return new Health(
                    state, Optional.ofNullable(lastError), Optional.ofNullable(lastErrorAt), breaker.isOpen());
        }
    }

    /** Learns from one session, or from one request of a client that has none. Reasons are shown to anybody: never in an upstream's words. */
    public static final class Trial {
        private static final int NORMAL = 1000;
        private static final int GOING_AWAY = 1001;
        private static final int FIRST_OF_APPLICATIONS = 4000;

        private final Patient patient;
        private boolean answered;
        private volatile boolean endedByClient;

        Trial(Patient patient) {
            this.patient = patient;
        }

        /** The client has left, before the session is closed or cut for that: how it ends says nothing of the upstream. */
        public void clientLeft() {
            endedByClient = true;
        }

        /** A message has come from the upstream. */
        public void received() {
            // a breaker that hid what it said would hide from the client what is wrong
            if (!answered) {
                answered = true;
                patient.breaker.succeeded();
            }
            patient.works();
        }

        /** It did answer, though a request of the session will get nothing of use for that reason. */
        public void unanswered(String reason) {
            if (!answered) {
                answered = true;
                patient.breaker.succeeded();
            }
            patient.suffers(State.DEGRADED, reason);
        }

        /** The session has ended with this WebSocket close code. */
        public void closed(int code, String reason) {
            boolean inOrder = endedByClient || code == NORMAL || code == GOING_AWAY || code >= FIRST_OF_APPLICATIONS;
            if (!inOrder && answered) {
                patient.suffers(State.DEGRADED, reason);
            } else if (!inOrder) {
                unreachable(reason);
            } else if (!answered) {
                patient.breaker.undecided();
            }
        }

        public void unreachable(String reason) {
            patient.breaker.failed();
            patient.suffers(State.FAILED, reason);
        }
    }
}
