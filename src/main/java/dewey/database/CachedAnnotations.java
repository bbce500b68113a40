package dewey.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import jakarta.persistence.metamodel.Type;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Hibernate 6.6 has found out about the annotations of entities, forgotten as soon as the entities are known: nobody asks for it
 * again.
 *
 * <p>It is kept by a {@link ClassValue}, which means with the annotations' types, and those are the server's: as long as it runs they
 * would hold each application that was ever deployed, with all its classes.
 */
@ApplicationScoped
public class CachedAnnotations {
    private static final Logger LOG = System.getLogger(CachedAnnotations.class.getName());
    private static final String HOLDER = "org.hibernate.boot.model.internal.BinderHelper";
    private static final String CACHE = "annotationMetaCacheForRepeatableDialectOverride";

    @PersistenceUnit(unitName = "dewey")
    private EntityManagerFactory entities;

    void forget(@Observes @Initialized(ApplicationScoped.class) Object application) {
        Set<Class<? extends Annotation>> types = entities.getMetamodel().getManagedTypes().stream()
                .map(Type::getJavaType)
                .flatMap(CachedAnnotations::andItsParents)
                .flatMap(CachedAnnotations::elements)
                .flatMap(element -> Arrays.stream(element.getAnnotations()))
                .map(Annotation::annotationType)
                .collect(Collectors.toSet());
        try {
            Field cache = Class.forName(HOLDER).getDeclaredField(CACHE);
            cache.setAccessible(true);
            types.forEach(((ClassValue<?>) cache.get(null))::remove);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "this Hibernate keeps its annotations elsewhere: redeployments may leave classes behind",
                    e);
        }
    }

    private static Stream<Class<?>> andItsParents(Class<?> type) {
        return Stream.iterate(type, parent -> parent != null, Class::getSuperclass);
    }

    private static Stream<AnnotatedElement> elements(Class<?> type) {
        return Stream.of(new AnnotatedElement[] {type}, type.getDeclaredFields(), type.getDeclaredMethods())
                .flatMap(Arrays::stream);
    }
}
