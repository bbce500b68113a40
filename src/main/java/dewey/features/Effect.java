package dewey.features;

import dewey.json.JsonText;
import dewey.security.Role;
import jakarta.json.JsonObject;

/** What a tool does to the record, as the hints that MCP gives to clients ({@code ToolAnnotations}). */
public enum Effect {
    READS(true, false, true, Role.READER),
    ADDS(false, false, false, Role.WRITER),
    SETS(false, true, true, Role.WRITER),
    DELETES(false, true, true, Role.WRITER),
    /** Takes away for good, or decides what is kept. */
    ERASES(false, true, true, Role.ADMIN);

    private final boolean readOnly;
    private final boolean destructive;
    private final boolean idempotent;
    private final Role needs;

    Effect(boolean readOnly, boolean destructive, boolean idempotent, Role needs) {
        this.readOnly = readOnly;
        this.destructive = destructive;
        this.idempotent = idempotent;
        this.needs = needs;
    }

    /** What its caller must be. */
    public Role needs() {
        return needs;
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
