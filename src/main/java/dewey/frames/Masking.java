package dewey.frames;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of payloads (RFC 6455 §5.3), eight bytes at a time. */
final class Masking {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LOW_BYTE = 0xff;

    private Masking() {}

    /**
     * Writes {@code length} bytes from {@code from} in {@code source} to {@code to} in {@code target}, masked or unmasked; both may be the
     * same place.
     *
     * @param key the masking key, its first byte the highest
     * @param offset how much of the payload came before: the key begins anew every four bytes of it
     */
    static void apply(int key, long offset, byte[] source, int from, byte[] target, int to, int length) {
        int turned = Integer.rotateLeft(key, Byte.SIZE * (int) (offset % Opcodes.MASK_BYTES));
        long wide = (long) turned << Integer.SIZE | turned & 0xffff_ffffL;
        int done = 0;
        for (; done <= length - Long.BYTES; done += Long.BYTES) {
            LONGS.set(target, to + done, (long) LONGS.get(source, from + done) ^ wide);
        }
        for (; done < length; done++) {
            int shift = Integer.SIZE - Byte.SIZE - Byte.SIZE * (done % Opcodes.MASK_BYTES);
            target[to + done] = (byte) (source[from + done] ^ turned >>> shift & LOW_BYTE);
        }
    }
}
