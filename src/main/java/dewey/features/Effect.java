package dewey.features;

import dewey.json.JsonText;
import jakarta.json.JsonObject;

/** What a tool does to the record, as the hints that MCP gives to clients ({@code ToolAnnotations}). */
public enum Effect {
    READS(true, false, true),
    ADDS(false, false, false),
    SETS(false, true, true),
    DELETES(false, true, true);

    private final boolean readOnly;
    private final boolean destructive;
    private final boolean idempotent;

    Effect(boolean readOnly, boolean destructive, boolean idempotent) {
        this.readOnly = readOnly;
        this.destructive = destructive;
        this.idempotent = idempotent;
    }

    JsonObject annotations(String title) {
        return JsonText.object()
                .add("title", title)
                .add("readOnlyHint", readOnly)
                .add("destructiveHint", destructive)
                .add("idempotentHint", idempotent)
                .add("openWorldHint", false)
                .build();
    }
}
