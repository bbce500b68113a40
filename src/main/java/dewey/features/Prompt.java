package dewey.features;

import dewey.security.Caller;

/** One template of messages that a user can choose (MCP, Prompts). Implementations are CDI beans and hold no state of a call. */
public interface Prompt {

    PromptDescription description();

    /**
     * The messages.
     *
     * @param call with arguments that were read and checked against {@link PromptDescription#arguments()}; all values are strings
     * @throws dewey.refusals.Refused when a rule is broken that the caller can mend
     */
    PromptMessages get(Call call);

    /** What an argument could be that begins with what was typed. */
    default Suggestions complete(Caller caller, String argument, String typed) {
        return Suggestions.NONE;
    }
}
