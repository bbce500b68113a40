/**
 * Records of bytes that wait on the disk, in order, bounded, across crashes.
 *
 * <p>Knows nothing of what the bytes mean.
 */
package dewey.spool;
