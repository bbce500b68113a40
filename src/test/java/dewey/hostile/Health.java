package dewey.hostile;

import dewey.deployment.RunningDewey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server says of itself at {@code /health}. */
record Health(int status, Duration took, String body) {
    private static final Pattern FIGURE = Pattern.compile("\"(\\w+)\":\"?(\\d+)\"?[,}]");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Health of(RunningDewey dewey) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(dewey.http("/health"))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
        return new Health(answer.statusCode(), Duration.ofNanos(System.nanoTime() - begun), answer.body());
    }

    /** The figures of this name; 0 for one that is not there. */
    Map<String, Long> figures(List<String> names) {
        Map<String, Long> figures = new LinkedHashMap<>();
        names.forEach(name -> figures.put(name, 0L));
        Matcher each = FIGURE.matcher(body);
        while (each.find()) {
            figures.computeIfPresent(each.group(1), (name, none) -> Long.parseLong(each.group(2)));
        }
        return figures;
    }
}
