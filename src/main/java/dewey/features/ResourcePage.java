package dewey.features;

import java.util.List;

/** @param nextCursor where the next page begins; null at the end */
public record ResourcePage(List<ResourceLink> resources, String nextCursor) {
    public static final ResourcePage EMPTY = new ResourcePage(List.of(), null);

    public ResourcePage {
        resources = List.copyOf(resources);
    }
}
