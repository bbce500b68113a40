package dewey.mcp;

import dewey.features.Client;
import dewey.features.ResourceContents;
import dewey.features.ResourceLink;
import dewey.features.ResourcePage;
import dewey.json.JsonText;
import dewey.jsonrpc.JsonRpcError;
import dewey.jsonrpc.JsonRpcException;
import dewey.security.Caller;
import dewey.security.Deed.Action;
import dewey.security.Deed.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** {@code resources/list}, {@code resources/templates/list} and {@code resources/read}, which are the same in both eras. */
@ApplicationScoped
class ResourceReads {
    static final int PAGE = 100;

    private final ResourceCatalogue catalogue;
    private final Deeds deeds;

    @Inject
    ResourceReads(ResourceCatalogue catalogue, Deeds deeds) {
        this.catalogue = catalogue;
        this.deeds = deeds;
    }

    /** For CDI's client proxy only. */
    protected ResourceReads() {
        this(null, null);
    }

    /** The members of the result of {@code resources/list}: one kind of resource after the other, in pages. */
    JsonObjectBuilder list(Caller caller, JsonObject params) {
        Place place = Params.optionalText(params, "cursor").map(this::place).orElse(Place.FIRST);
        JsonArrayBuilder resources = JsonText.array();
        int room = PAGE;
        while (place != null && room > 0) {
            ResourcePage page = catalogue.all().get(place.kind()).resource().list(caller, place.cursor(), room);
            for (ResourceLink link : page.resources()) {
                resources.add(link.toJson());
                room--;
            }
            place = next(place, page);
        }
        JsonObjectBuilder result = JsonText.object().add("resources", resources);
        if (place != null) {
            result.add("nextCursor", place.toCursor());
        }
        return result;
    }

    private Place next(Place place, ResourcePage page) {
        if (page.nextCursor() != null) {
            return new Place(place.kind(), page.nextCursor());
        }
        return place.kind() + 1 < catalogue.all().size() ? new Place(place.kind() + 1, null) : null;
    }

    private Place place(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int slash = text.indexOf('/');
            int kind = Integer.parseInt(text.substring(0, Math.max(slash, 0)));
            if (kind < catalogue.all().size() && kind >= 0) {
                String rest = text.substring(slash + 1);
                return new Place(kind, rest.isEmpty() ? null : rest);
            }
        } catch (IllegalArgumentException notOurs) {
            // answered below
        }
        throw Params.unknownCursor();
    }

    /** Where a page of the list begins: in which kind of resource, and where in it. */
    private record Place(int kind, String cursor) {
        static final Place FIRST = new Place(0, null);

        String toCursor() {
            String text = kind + "/" + (cursor == null ? "" : cursor);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    JsonObjectBuilder templates(JsonObject params) {
        Params.requireNoCursor(params);
        JsonArrayBuilder templates = JsonText.array();
        catalogue.all().stream()
                .filter(kind -> kind.description().uri().hasVariables())
                .forEach(kind -> templates.add(kind.description().toTemplate()));
        return JsonText.object().add("resourceTemplates", templates);
    }

    /** @param notFound the era's error code for a URI that there is nothing at */
    JsonObjectBuilder read(Caller caller, JsonObject params, Client client, int notFound) {
        String uri = Params.text(params, "uri");
        List<ResourceContents> contents = catalogue
                .match(uri)
                .map(match -> match.resource().read(caller, uri, match.variables(), client))
                .orElse(List.of());
        deeds.note(caller, Action.READ, Methods.READ, uri, contents.isEmpty() ? Outcome.REFUSED : Outcome.DONE);
        if (contents.isEmpty()) {
            throw unknown(uri, notFound);
        }
        JsonArrayBuilder all = JsonText.array();
        contents.forEach(content -> all.add(content.toJson()));
        return JsonText.object().add("contents", all);
    }

    /** The URI that somebody wants to hear of; whether it is there now is not asked. */
    String subscribable(JsonObject params, int notFound) {
        String uri = Params.text(params, "uri");
        if (!isKnown(uri)) {
            throw unknown(uri, notFound);
        }
        return uri;
    }

    boolean isKnown(String uri) {
        return catalogue.match(uri).isPresent();
    }

    private static JsonRpcException unknown(String uri, int code) {
        JsonObject data = JsonText.object().add("uri", uri).build();
        return new JsonRpcException(new JsonRpcError(code, "Resource not found: " + JsonRpcError.shortened(uri), data));
    }
}
