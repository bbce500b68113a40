package dewey.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dewey.architecture.Rooms.packagesOf;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One rule of the house each, with its reason. */
enum HouseRule {
    IMPORTS_FOLLOW_THE_TABLE(classes()
            .should(Rooms.followTheTable())
            .because("a reader knows from the table in DESIGN.md §3 what a change can reach")),

    ROOMS_HAVE_NO_CYCLES(slices().matching("dewey.(*)..").should().beFreeOfCycles()),

    ROOMS_ARE_ONE_LEVEL_DEEP(classes()
            .should()
            .haveNameMatching("dewey\\.[a-z]+\\.\\w+(\\$.*)?")
            .because("the listing of one folder shows the architecture")),

    NO_GRAB_BAG_PACKAGES(
            noClasses().should().resideInAnyPackage(GrabBags.PACKAGES).because("a class that fits no room needs one")),

    NO_EMPTY_NAMES(noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveNameMatching(".*[.$]\\w*(Manager|Service|Utils?|Helper|Handler|Processor|DTO|Dto)")
            .orShould()
            .haveNameMatching(".*[.$](Base|Abstract)[A-Z]\\w*")
            .because("a class is a thing or a fact in the reader's words")),

    ONLY_THE_DOMAIN_BEGINS_TRANSACTIONS(noClasses()
            .that()
            .resideOutsideOfPackages(packagesOf(List.of(
                    "audit",
                    "authentication",
                    "conversations",
                    "search",
                    "sessions",
                    "startupcontexts",
                    "toollists",
                    "retention",
                    "database")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.transaction..", "jakarta.persistence..", "org.hibernate..")
                    .or(assignableTo("dewey.database.Transactions")))
            .because("one question to the domain is one transaction")),

    THE_DOMAIN_KNOWS_NO_PROTOCOL(noClasses()
            .that()
            .resideInAnyPackage(packagesOf(concat(Rooms.DOMAIN, "database")))
            // begins when the application starts, and the portable way to be told so is a servlet listener
            .and()
            .doNotHaveFullyQualifiedName("dewey.database.Migration")
            .should()
            .dependOnClassesThat(resideInAnyPackage(concat(
                            Foreign.SOCKETS,
                            "dewey.jsonrpc..",
                            "dewey.mcp..",
                            "dewey.features..",
                            "dewey.resources..",
                            "dewey.prompts..",
                            "dewey.tools..",
                            "dewey.websocket..",
                            "dewey.http..")
                    .toArray(String[]::new)))),

    THE_ENGINE_KNOWS_NO_SOCKET(noClasses()
            .that()
            .resideInAnyPackage(packagesOf(List.of("jsonrpc", "features", "mcp", "tools", "resources", "prompts")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(Foreign.SOCKETS.toArray(String[]::new))),

    THE_DOORS_KNOW_NO_TABLE(noClasses()
            .that()
            .resideInAnyPackage(packagesOf(List.of(
                    "jsonrpc",
                    "features",
                    "mcp",
                    "tools",
                    "resources",
                    "prompts",
                    "websocket",
                    "http",
                    "proxy",
                    "security")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(Foreign.TABLES, "dewey.database..").toArray(String[]::new))),

    RETRIES_ARE_OUTSIDE_TRANSACTIONS(classes()
            .should(notCarryBoth("org.eclipse.microprofile.faulttolerance.Retry", "jakarta.transaction.Transactional"))
            .because("on one bean all attempts run in one transaction, which the first failure has spoilt")),

    INTERFACES_HAVE_SEVERAL_IMPLEMENTATIONS(classes()
            .that()
            .areInterfaces()
            .and()
            .areNotAnnotations()
            .and(are(DescribedPredicate.not(simpleNameEndingWith("MXBean"))))
            .and()
            .areNotAnnotatedWith(FunctionalInterface.class)
            .should(haveSeveralImplementations())),

    LOGS_THROUGH_THE_SYSTEM_LOGGER(
            noClasses()
                    .that()
                    .resideOutsideOfPackages(packagesOf(List.of("config", "admin")))
                    .and()
                    .doNotHaveFullyQualifiedName("dewey.threads.LastWords")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.jboss.logging..", "org.apache..")
                    .because(
                            "System.Logger reaches the log of every server; only the level, and what is said at the very end, need java.util.logging")),

    PRINTS_NOTHING(noClasses()
            .should(ACCESS_STANDARD_STREAMS)
            .orShould()
            .callMethodWhere(
                    called("printStackTrace", assignableTo(Throwable.class).or(throwableByName())))),

    STARTS_NO_THREADS(noClasses()
            .that()
            .resideOutsideOfPackage("dewey.threads")
            .should()
            .callConstructorWhere(targetIs(Foreign.THREADS))
            .orShould()
            .callMethodWhere(targetIs(Set.of("java.util.concurrent.Executors")))
            .orShould()
            .callMethodWhere(called("commonPool", assignableTo("java.util.concurrent.ForkJoinPool")))
            .orShould()
            .beAssignableTo(Thread.class)
            .because("threads are the container's; Workers says why the pools of that room are the exception")),

    ANSWERS_ARE_NOT_ASYNCHRONOUS_BY_ANNOTATION(noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "(jakarta\\.ejb|org\\.eclipse\\.microprofile\\.faulttolerance|jakarta\\.enterprise\\.concurrent)"
                            + "\\.Asynchronous")
            .because("work that leaves the caller's thread by annotation loses its order, its bound and its failure")),

    ENTITIES_HAVE_NO_SETTERS(noMethods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .should()
            .haveNameMatching("set[A-Z].*")
            .because("an entity keeps its own rules: it has verbs")),

    NOTHING_STATIC_CHANGES(fields().that()
            .areStatic()
            .and()
            .doNotHaveModifier(JavaModifier.SYNTHETIC)
            .should()
            .beFinal()
            .because("what one deployment or test leaves behind is met by the next"));

    private final ArchRule rule;

    HouseRule(ArchRule rule) {
        this.rule = rule;
    }

    ArchRule rule() {
        return rule;
    }

    /** Packages that are named for what they are made of instead of what they are about. */
    private static final class GrabBags {
        static final String[] PACKAGES = {
            "..util..",
            "..utils..",
            "..common..",
            "..commons..",
            "..model..",
            "..dto..",
            "..helper..",
            "..helpers..",
            "..misc..",
            "..impl..",
            "..service..",
            "..services.."
        };
    }

    /** What belongs to the outside. */
    private static final class Foreign {
        static final List<String> SOCKETS =
                List.of("jakarta.websocket..", "jakarta.servlet..", "jakarta.ws.rs..", "java.net.http..");
        static final List<String> TABLES = List.of(
                "java.sql..",
                "javax.sql..",
                "jakarta.persistence..",
                "org.hibernate..",
                "org.postgresql..",
                "liquibase..");
        static final Set<String> THREADS = Set.of(
                "java.lang.Thread",
                "java.util.Timer",
                "java.util.concurrent.ThreadPoolExecutor",
                "java.util.concurrent.ScheduledThreadPoolExecutor",
                "java.util.concurrent.ForkJoinPool");
    }

    private static List<String> concat(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private static DescribedPredicate<JavaCall<?>> targetIs(Set<String> owners) {
        return DescribedPredicate.describe(
                "that belongs to " + owners,
                call -> owners.contains(call.getTargetOwner().getName()));
    }

    private static DescribedPredicate<JavaCall<?>> called(String method, DescribedPredicate<? super JavaClass> owner) {
        return DescribedPredicate.describe(
                method + "()", call -> call.getName().equals(method) && owner.test(call.getTargetOwner()));
    }

    private static DescribedPredicate<JavaClass> throwableByName() {
        return DescribedPredicate.describe(
                "an exception", type -> type.getName().matches(".*(Exception|Error|Throwable)"));
    }

    private static ArchCondition<JavaClass> notCarryBoth(String one, String other) {
        return new ArchCondition<>("not carry both @" + one + " and @" + other) {
            @Override
            public void check(JavaClass checked, ConditionEvents events) {
                if (carries(checked, one) && carries(checked, other)) {
                    events.add(SimpleConditionEvent.violated(checked, checked.getName() + " carries both"));
                }
            }
        };
    }

    private static boolean carries(JavaClass checked, String annotation) {
        return checked.isAnnotatedWith(annotation)
                || checked.getMethods().stream().anyMatch(method -> method.isAnnotatedWith(annotation));
    }

    private static ArchCondition<JavaClass> haveSeveralImplementations() {
        return new ArchCondition<>("have more than one implementation") {
            @Override
            public void check(JavaClass checked, ConditionEvents events) {
                long implementations = checked.getAllSubclasses().stream()
                        .filter(subclass -> !subclass.isInterface())
                        .count();
                if (implementations <= 1) {
                    events.add(SimpleConditionEvent.violated(
                            checked, checked.getName() + " has " + implementations + " implementation(s)"));
                }
            }
        };
    }
}
