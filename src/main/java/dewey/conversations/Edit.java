package dewey.conversations;

import dewey.json.JsonText;
import dewey.refusals.Refused;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be changed of a conversation; what is null stays as it is.
 *
 * @param title empty: none any more
 * @param metadata members to be set, and to be removed where they are null, at any depth (RFC 7386); or all of it, see {@code replace}
 * @param replace whether {@code metadata} takes the place of all that is there
 * @param tags all tags from now on; kept in the metadata as {@code tags}
 * @param addTags tags that are to be there, beside the others
 * @param removeTags tags that are not to be there any more
 */
public record Edit(
        String title,
        JsonObject metadata,
        boolean replace,
        List<String> tags,
        List<String> addTags,
        List<String> removeTags) {
    public static final String TAGS = "tags";
    private static final int MAX_TAGS = 100;
    private static final int MAX_TAG_BYTES = 200;

    public Edit {
        NewConversation.shorterThan(NewConversation.MAX_TITLE_BYTES, "title", title);
        tags = copied("tags", tags);
        addTags = copied("add_tags", addTags);
        removeTags = copied("remove_tags", removeTags);
        if (title == null && metadata == null && tags == null && addTags == null && removeTags == null) {
            throw Refused.invalid("title", "or metadata or tags must be given: there is nothing to change");
        }
        if (metadata == null && replace) {
            throw Refused.invalid("replace_metadata", "needs metadata to put in its place");
        }
    }

    private static List<String> copied(String field, List<String> tags) {
        if (tags == null) {
            return null;
        }
        for (String tag : tags) {
            NewConversation.refuseBlank(field, tag);
            NewConversation.shorterThan(MAX_TAG_BYTES, field, tag);
        }
        return List.copyOf(tags);
    }

    Optional<String> titleOf(Optional<String> before) {
        return title == null ? before : Optional.of(title).filter(text -> !text.isBlank());
    }

    Metadata metadataOf(Metadata before) {
        Metadata changed = before;
        if (metadata != null) {
            changed = replace ? new Metadata(metadata) : before.patched(metadata);
        }
        return tags == null && addTags == null && removeTags == null ? changed : tagged(changed);
    }

    private Metadata tagged(Metadata metadata) {
        Set<String> all = new LinkedHashSet<>();
        if (tags != null) {
            all.addAll(tags);
        } else if (metadata.value().get(TAGS) instanceof JsonArray present) {
            for (JsonValue tag : present) {
                if (tag instanceof JsonString text) {
                    all.add(text.getString());
                }
            }
        }
        all.addAll(addTags == null ? List.of() : addTags);
        all.removeAll(removeTags == null ? List.of() : removeTags);
        if (all.size() > MAX_TAGS) {
            throw Refused.tooLarge(TAGS, all.size(), MAX_TAGS, "tags");
        }
        JsonArrayBuilder array = JsonText.array();
        all.forEach(array::add);
        return metadata.with(JsonText.object().add(TAGS, array).build());
    }
}
