package dewey.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/** The looks by which secrets are known in any text. */
final class Patterns {
    static final Patterns NONE = new Patterns(List.of());

    /** Each begins with three plain letters or more, so that only those need be tried of which a text holds the letters. */
    static final Patterns KNOWN = new Patterns(List.of(
            "Bearer\\s+([A-Za-z0-9._~+/=-]{8,1000})",
            "bearer\\s+([A-Za-z0-9._~+/=-]{8,1000})",
            "BEARER\\s+([A-Za-z0-9._~+/=-]{8,1000})",
            "uthorization[\"':\\s\\\\=]{1,9}(?:Basic|Token|basic|token)\\s+([A-Za-z0-9._~+/=-]{4,1000})",
            "AUTHORIZATION[\"':\\s\\\\=]{1,9}(?:Basic|Token|basic|token)\\s+([A-Za-z0-9._~+/=-]{4,1000})",
            "sk-[A-Za-z0-9_-]{16,300}",
            "sk_(?:live|test)_[A-Za-z0-9]{10,200}",
            "gho_[A-Za-z0-9]{20,300}",
            "ghp_[A-Za-z0-9]{20,300}",
            "ghr_[A-Za-z0-9]{20,300}",
            "ghs_[A-Za-z0-9]{20,300}",
            "ghu_[A-Za-z0-9]{20,300}",
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
            "pikey=([^\\s&\"\\\\]{4,300})"));

    private final List<Pattern> known;
    private final Words beginnings;
    private final List<Pattern> others;

    private Patterns(List<String> known) {
        this(
                known.stream().map(Pattern::compile).toList(),
                new Words(known.stream().map(Patterns::beginning).toList()),
                List.of());
    }

    private Patterns(List<Pattern> known, Words beginnings, List<Pattern> others) {
        this.known = known;
        this.beginnings = beginnings;
        this.others = List.copyOf(others);
    }

    private static String beginning(String pattern) {
        Matcher letters = Pattern.compile("^[A-Za-z_:/=-]+").matcher(pattern);
        if (!letters.find()) {
            throw new IllegalArgumentException("the pattern does not begin with plain letters: " + pattern);
        }
        return letters.group();
    }

    /** These and others, of which nothing is known. */
    Patterns and(List<Pattern> more) {
        return new Patterns(known, beginnings, more);
    }

    /** Those that may match somewhere in the text, in the order in which they are to be tried; of the known ones most often none. */
    List<Pattern> in(String text) {
        long held = beginnings.in(text);
        if (held == 0) {
            return others;
        }
        List<Pattern> all = new ArrayList<>();
        for (; held != 0; held &= held - 1) {
            all.add(known.get(Long.numberOfTrailingZeros(held)));
        }
        all.addAll(others);
        return all;
    }
}
