/**
 * The shapes in which the domain's things leave Dewey: their JSON, and its schemas. Tools and resources answer in the same ones.
 *
 * <p>Knows no protocol, no transport and no table.
 */
package dewey.shapes;
