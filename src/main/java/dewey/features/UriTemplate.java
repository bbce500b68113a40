package dewey.features;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template of URIs, of those of RFC 6570 the two forms that resources need: {@code {name}} for a piece without a slash, and at the
 * end {@code {?name,…}} for parameters that may be left out.
 */
public final class UriTemplate {
    private static final Pattern EXPRESSION = Pattern.compile("\\{(\\??)([a-z_]+(?:,[a-z_]+)*)}");

    private final String template;
    private final List<String> variables = new ArrayList<>();
    private final List<String> parameters = new ArrayList<>();
    private final Pattern pattern;

    /** @throws IllegalArgumentException for a form that is not understood */
    public UriTemplate(String template) {
        this.template = template;
        StringBuilder regex = new StringBuilder();
        Matcher expression = EXPRESSION.matcher(template);
        int literal = 0;
        while (expression.find()) {
            regex.append(Pattern.quote(template.substring(literal, expression.start())));
            List<String> names = List.of(expression.group(2).split(","));
            if (!expression.group(1).isEmpty()) {
                parameters.addAll(names);
            } else {
                variables.addAll(names);
                regex.append("([^/?#]+)");
            }
            literal = expression.end();
        }
        String rest = template.substring(literal);
        if (rest.contains("{") || !parameters.isEmpty() && !rest.isEmpty()) {
            throw new IllegalArgumentException("not a template that is understood: " + template);
        }
        pattern = Pattern.compile(
                regex.append(Pattern.quote(rest)).append("(?:\\?([^#]*))?").toString());
    }

    public boolean hasVariables() {
        return !variables.isEmpty();
    }

    public boolean has(String variable) {
        return variables.contains(variable) || parameters.contains(variable);
    }

    /** What stands at its places in {@code uri}, decoded; empty when this is not a URI of the template. */
    public Optional<Map<String, String>> match(String uri) {
        Matcher matcher = pattern.matcher(uri);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < variables.size(); i++) {
                values.put(variables.get(i), decoded(matcher.group(i + 1)));
            }
            String query = matcher.group(variables.size() + 1);
            if (query != null && !query.isEmpty()) {
                for (String pair : query.split("&")) {
                    int equals = pair.indexOf('=');
                    if (equals < 0 || !parameters.contains(pair.substring(0, equals))) {
                        return Optional.empty();
                    }
                    values.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
                }
            }
            return Optional.of(values);
        } catch (IllegalArgumentException notEncodedWell) {
            return Optional.empty();
        }
    }

    /** The URI with these values at its places; parameters without a value are left out. */
    public String expand(Map<String, String> values) {
        StringBuilder uri = new StringBuilder();
        Matcher expression = EXPRESSION.matcher(template);
        int literal = 0;
        while (expression.find()) {
            uri.append(template, literal, expression.start());
            literal = expression.end();
            char separator = '?';
            for (String name : expression.group(2).split(",")) {
                if (expression.group(1).isEmpty()) {
                    uri.append(encoded(values.get(name)));
                } else if (values.containsKey(name)) {
                    uri.append(separator).append(name).append('=').append(encoded(values.get(name)));
                    separator = '&';
                }
            }
        }
        return uri.append(template.substring(literal)).toString();
    }

    private static String decoded(String piece) {
        // a plus is a plus in a URI; only forms write a space so
        return URLDecoder.decode(piece.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return template;
    }
}
