package dewey.features;

import dewey.limits.Family;

/** One thing that a model can ask Dewey to do. Implementations are CDI beans and hold no state of a call. */
public interface Tool {

    ToolDescription description();

    /** Which of its caller's allowances a call takes from. */
    default Family family() {
        return description().effect() == Effect.READS ? Family.READ : Family.WRITE;
    }

    /**
     * Does it.
     *
     * @param call with arguments that were read and checked against {@link ToolDescription#input()}
     * @throws dewey.refusals.Refused when a rule is broken that the caller can mend; nothing has changed then
     */
    ToolResult call(Call call);
}
