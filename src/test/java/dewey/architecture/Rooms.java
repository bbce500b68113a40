package dewey.architecture;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rooms of Dewey, and which of them each may import. */
final class Rooms {
    static final String ROOT = "dewey";
    static final List<String> DOMAIN = List.of(
            "conversations",
            "formats",
            "lexemes",
            "retention",
            "search",
            "sessions",
            "startupcontexts",
            "toollists",
            "transcripts");

    private static final List<String> GROUND = List.of("config", "json", "metrics", "refusals", "threads");
    /** Rooms of which others see one class only. */
    private static final String CALLER = ROOT + ".security.Caller";

    private static final String FAMILY = ROOT + ".limits.Family";

    private static final String ROLE = ROOT + ".security.Role";
    private static final String DEED = ROOT + ".security.Deed";
    private static final String HOPS = ROOT + ".security.Hops";

    private static final Map<String, Set<String>> TABLE = Map.ofEntries(
            entry("config", Set.of()),
            entry("json", Set.of()),
            entry("metrics", Set.of("threads")),
            entry("refusals", Set.of()),
            entry("threads", Set.of("config")),
            entry("security", ground()),
            entry("spans", ground()),
            entry("jsonrpc", ground()),
            entry("limits", ground(CALLER)),
            entry("features", ground(CALLER, ROLE, FAMILY)),
            entry("mcp", ground("jsonrpc", "features", "limits", "spans", CALLER, ROLE, DEED)),
            entry("audit", ground("security", "database")),
            entry("authentication", ground("security", "audit", "database")),
            entry("shapes", ground("features", "conversations", "startupcontexts", "transcripts")),
            entry(
                    "tools",
                    ground(
                            "features",
                            "shapes",
                            CALLER,
                            FAMILY,
                            "conversations",
                            "search",
                            "sessions",
                            "startupcontexts",
                            "transcripts",
                            "exports",
                            "retention")),
            entry("resources", ground("features", "shapes", CALLER, "conversations", "startupcontexts")),
            entry("prompts", ground("features", CALLER, "conversations", "startupcontexts")),
            entry("database", ground()),
            entry("lexemes", ground("database")),
            entry("conversations", ground("database", "lexemes")),
            entry("search", ground("database", "conversations")),
            entry("sessions", ground("database", "conversations")),
            entry("startupcontexts", ground("database")),
            entry("toollists", ground("database", "conversations")),
            entry("formats", ground("conversations")),
            entry("transcripts", ground("conversations", "formats")),
            entry("frames", Set.of()),
            entry("websocket", ground("frames", "jsonrpc", "mcp", "limits", "security")),
            entry("http", ground("jsonrpc", "mcp", "limits", "security", "websocket", "authentication")),
            entry("retention", ground("conversations", "database")),
            entry("exports", ground("conversations", "formats", "search", "shapes")),
            entry(
                    "transfers",
                    ground(CALLER, "conversations", "exports", "http", "limits", "shapes", "transcripts", "websocket")),
            entry("redaction", ground()),
            entry("spool", ground()),
            entry("recording", ground("jsonrpc", CALLER, "conversations", "redaction", "spool", "toollists")),
            entry("upstreams", ground("jsonrpc", "redaction", CALLER, ROLE)),
            entry("transports", ground("frames", "jsonrpc", "websocket", "upstreams", HOPS)),
            entry("replay", ground("jsonrpc", CALLER, "sessions", "redaction", "upstreams")),
            entry(
                    "proxy",
                    ground(
                            "jsonrpc",
                            "limits",
                            "websocket",
                            "http",
                            "recording",
                            "replay",
                            "security",
                            "authentication",
                            "upstreams",
                            "transports")),
            entry(
                    "console",
                    ground("conversations", "http", "mcp", "proxy", "recording", "security", "upstreams", "websocket")),
            entry("admin", everythingThatMayBeWatched()));

    private Rooms() {}

    static String[] packagesOf(Collection<String> rooms) {
        return rooms.stream().map(room -> ROOT + "." + room).toArray(String[]::new);
    }

    static ArchCondition<JavaClass> followTheTable() {
        return new ArchCondition<>("import only what the table of rooms allows") {
            @Override
            public void check(JavaClass from, ConditionEvents events) {
                String room = roomOf(from);
                if (!TABLE.containsKey(room)) {
                    events.add(SimpleConditionEvent.violated(from, from.getName() + " is in no room of the table"));
                    return;
                }
                for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass();
                    if (!mayImport(room, target)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayImport(String room, JavaClass target) {
        JavaClass imported = target.getBaseComponentType();
        if (!imported.getPackageName().startsWith(ROOT + ".")
                || roomOf(imported).equals(room)) {
            return true;
        }
        Set<String> allowed = TABLE.get(room);
        return allowed.contains(roomOf(imported))
                || allowed.contains(imported.getName().replaceFirst("\\$.*", ""));
    }

    /** The part of the package's name below the root; empty for classes in the root itself. */
    private static String roomOf(JavaClass javaClass) {
        String below = javaClass.getPackageName().substring(ROOT.length());
        return below.isEmpty() ? below : below.substring(1).split("\\.")[0];
    }

    private static Set<String> ground(String... more) {
        return Stream.concat(GROUND.stream(), Stream.of(more)).collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    private static Set<String> everythingThatMayBeWatched() {
        return ground(
                "security",
                "audit",
                "authentication",
                "limits",
                "jsonrpc",
                "mcp",
                "tools",
                "database",
                "conversations",
                "search",
                "sessions",
                "startupcontexts",
                "transcripts",
                "websocket",
                "http",
                "recording",
                "upstreams",
                "proxy");
    }
}
