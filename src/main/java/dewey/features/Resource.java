package dewey.features;

import dewey.security.Caller;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * One kind of thing that a client can read by its URI (MCP, Resources): a single one, or all that a URI template has a place for.
 * Implementations are CDI beans and hold no state of a call.
 */
public interface Resource {

    ResourceDescription description();

    /**
     * Some of those that there are, for {@code resources/list}: a single one unless this says otherwise, and none of a template.
     *
     * @param cursor where a page before has ended, in this resource's own words; null at the beginning
     * @param limit how many at most
     */
    default ResourcePage list(Caller caller, String cursor, int limit) {
        ResourceDescription description = description();
        return description.uri().hasVariables()
                ? ResourcePage.EMPTY
                : new ResourcePage(List.of(description.toLink()), null);
    }

    /**
     * Reads the one with this URI.
     *
     * @param variables what stands at the places of the template
     * @return empty when there is none such for this caller
     * @throws dewey.refusals.Refused when a variable breaks a rule
     */
    List<ResourceContents> read(Caller caller, String uri, Map<String, String> variables, Client client);

    /**
     * When each of these was changed last, by whatever node; those that are not there are left out. It is asked again and again while
     * somebody has subscribed to them, and must find all with one look.
     */
    default Map<String, Instant> changes(String tenant, Collection<String> uris) {
        return Map.of();
    }

    /** What a variable could be that begins with what was typed. */
    default Suggestions complete(Caller caller, String variable, String typed) {
        return Suggestions.NONE;
    }
}
