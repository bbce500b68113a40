package dewey.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.function.Function;

/** One attempt: work inside one new transaction, committed when it returns and rolled back when it throws. */
@ApplicationScoped
class Attempt {
    @PersistenceContext(unitName = "dewey")
    private EntityManager entityManager;

    // REQUIRES_NEW: in a caller's transaction a second attempt would find the first one's failure
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public <T> T run(Function<EntityManager, T> work) {
        return work.apply(entityManager);
    }
}
