package dewey.database;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import java.util.function.Function;

/** One attempt without a container: a resource-local transaction. */
final class LocalAttempt extends Attempt {
    private final EntityManagerFactory entities;

    LocalAttempt(EntityManagerFactory entities) {
        this.entities = entities;
    }

    @Override
    public <T> T run(Function<EntityManager, T> work) {
        try (EntityManager entityManager = entities.createEntityManager()) {
            EntityTransaction transaction = entityManager.getTransaction();
            transaction.begin();
            try {
                T result = work.apply(entityManager);
                transaction.commit();
                return result;
            } catch (RuntimeException e) {
                rollBack(transaction, e);
                throw e;
            }
        }
    }

    private static void rollBack(EntityTransaction transaction, RuntimeException failure) {
        try {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
