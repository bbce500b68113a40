/**
 * How well and how fast the search answers: questions about long dialogues whose answers are known, and a large synthetic store.
 *
 * <p>Knows nothing of how the search works; it asks the tool. Runs only when it is asked for (docs/search.md says how).
 */
package dewey.evaluation;
