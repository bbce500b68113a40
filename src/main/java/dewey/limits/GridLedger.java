package dewey.limits;

import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.Duration;
import javax.cache.expiry.TouchedExpiryPolicy;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The ledger of {@link Settlement} in the data grid of Payara, by JCache. Loaded only when the settings ask for it: other servers have
 * no such classes.
 */
final class GridLedger implements BiFunction<String, UnaryOperator<Long>, Long> {
    private static final String NAME = "dewey.limits";
    private static final String MANAGER = "payara/CacheManager";

    private final Cache<String, Long> cache;

    private GridLedger(Cache<String, Long> cache) {
        this.cache = cache;
    }

    /** @throws NamingException when this server has no data grid, or has it switched off */
    static GridLedger ofThisServer() throws NamingException {
        CacheManager manager = InitialContext.doLookup(MANAGER);
        Cache<String, Long> known = manager.getCache(NAME, String.class, Long.class);
        return new GridLedger(known == null ? made(manager) : known);
    }

    private static Cache<String, Long> made(CacheManager manager) {
        return manager.createCache(
                NAME,
                new MutableConfiguration<String, Long>()
                        .setTypes(String.class, Long.class)
                        // a bucket that nobody has taken from for so long is full
                        .setExpiryPolicyFactory(TouchedExpiryPolicy.factoryOf(new Duration(TimeUnit.MINUTES, 10))));
    }

    /** By compare-and-set, because an entry processor would need this application's classes in the server's own class loader. */
    @Override
    public Long apply(String name, UnaryOperator<Long> change) {
        while (true) {
            Long before = cache.get(name);
            Long after = change.apply(before);
            if (after.equals(before)
                    || (before == null ? cache.putIfAbsent(name, after) : cache.replace(name, before, after))) {
                return after;
            }
        }
    }
}
