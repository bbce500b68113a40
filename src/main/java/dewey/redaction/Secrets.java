package dewey.redaction;

import com.google.re2j.Pattern;
import dewey.config.Settings;
import dewey.json.Escapes;
import dewey.json.Members;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What counts as a secret: texts of a certain look, and members of a certain name or place. */
public final class Secrets {
    /** Most begin with plain letters: text that does not hold them is passed over at the speed of a search for a word. */
    private static final List<Pattern> PATTERNS = Stream.of(
                    "Bearer\\s+([A-Za-z0-9._~+/=-]{8,1000})",
                    "bearer\\s+([A-Za-z0-9._~+/=-]{8,1000})",
                    "BEARER\\s+([A-Za-z0-9._~+/=-]{8,1000})",
                    "uthorization[\"':\\s\\\\=]{1,9}(?:Basic|Token|basic|token)\\s+([A-Za-z0-9._~+/=-]{4,1000})",
                    "AUTHORIZATION[\"':\\s\\\\=]{1,9}(?:Basic|Token|basic|token)\\s+([A-Za-z0-9._~+/=-]{4,1000})",
                    "sk-[A-Za-z0-9_-]{16,300}",
                    "sk_(?:live|test)_[A-Za-z0-9]{10,200}",
                    "gh[opsru]_[A-Za-z0-9]{20,300}",
                    "github_pat_[A-Za-z0-9_]{20,300}",
                    "glpat-[A-Za-z0-9_-]{16,100}",
                    "xox[abposr]-[A-Za-z0-9-]{10,200}",
                    "AIza[A-Za-z0-9_-]{30,60}",
                    "AKIA[0-9A-Z]{16}",
                    "ASIA[0-9A-Z]{16}",
                    "aws_secret_access_key[\"'\\s\\\\=:]{1,9}([A-Za-z0-9/+]{30,60})",
                    "AWS_SECRET_ACCESS_KEY[\"'\\s\\\\=:]{1,9}([A-Za-z0-9/+]{30,60})",
                    "eyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]*",
                    "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\\z)",
                    "://[^/\\s:@\"\\\\]{0,200}:([^/\\s@\"\\\\]{1,300})@",
                    "assword=([^\\s&\"\\\\]{1,300})",
                    "oken=([^\\s&\"\\\\]{4,1000})",
                    "ecret=([^\\s&\"\\\\]{4,300})",
                    "pi_key=([^\\s&\"\\\\]{4,300})",
                    "pikey=([^\\s&\"\\\\]{4,300})")
            .map(Pattern::compile)
            .toList();

    private static final Set<String> NAMES = Set.of(
            "password",
            "passwd",
            "passphrase",
            "secret",
            "token",
            "apikey",
            "authorization",
            "proxyauthorization",
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "authtoken",
            "bearertoken",
            "clientsecret",
            "secretkey",
            "secretaccesskey",
            "awssecretaccesskey",
            "awssessiontoken",
            "privatekey",
            "xapikey",
            "cookie",
            "setcookie");

    private static final int LONGEST_NAME = 200;

    private final List<Pattern> patterns;
    private final Set<String> names = new HashSet<>();
    private final Set<String> paths = new HashSet<>();

    private Secrets(Stream<Pattern> patterns, Stream<String> members) {
        this.patterns = patterns.toList();
        members.forEach(member -> (member.contains(".") ? paths : names).add(plain(member)));
    }

    public static Secrets of(Settings.Recording settings) {
        boolean defaults = settings.redactDefaults();
        return new Secrets(
                Stream.concat(defaults ? PATTERNS.stream() : Stream.empty(), settings.redactPatterns().stream()),
                Stream.concat(defaults ? NAMES.stream() : Stream.empty(), settings.redactPaths().stream()));
    }

    /** These and what a source asks for beside them. */
    public Secrets with(Redacting wish) {
        return wish.on()
                ? new Secrets(
                        patterns.stream(),
                        Stream.of(names, paths, wish.members()).flatMap(Collection::stream))
                : new Secrets(Stream.empty(), Stream.empty());
    }

    List<Pattern> patterns() {
        return patterns;
    }

    boolean isSecret(Members.Path path) {
        String name = path.name();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        return names.contains(plain(Escapes.decoded(name)))
                || !paths.isEmpty() && paths.contains(plain(Escapes.decoded(path.toString())));
    }

    /** In one spelling: apiKey, API_KEY and api-key are one name. */
    private static String plain(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.indexOf('_') < 0 && lower.indexOf('-') < 0
                ? lower
                : lower.replace("_", "").replace("-", "");
    }
}
