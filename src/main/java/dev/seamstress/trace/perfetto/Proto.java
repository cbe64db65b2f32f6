package dev.seamstress.trace.perfetto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A protobuf message that is being written: fields in the order in which they are given.
 *
 * <p>Source: the protobuf encoding guide: varints of seven bits, wire types 0, 1 and 2.
 */
final class Proto {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;

    private byte[] bytes = new byte[128];
    private int size;

    Proto clear() {
        size = 0;
        return this;
    }

    int size() {
        return size;
    }

    /** An unsigned number; a negative one takes ten bytes, as the format has it. */
    Proto number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    Proto fixed64(int field, long value) {
        varint((long) field << 3 | FIXED64);
        reserve(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[size++] = (byte) (value >>> 8 * i);
        }
        return this;
    }

    Proto text(int field, String value) {
        byte[] encoded = value.getBytes(UTF_8);
        return bytes(field, encoded, encoded.length);
    }

    /** A message in this message. */
    Proto message(int field, Proto inner) {
        return bytes(field, inner.bytes, inner.size);
    }

    private Proto bytes(int field, byte[] value, int length) {
        varint((long) field << 3 | LENGTH);
        varint(length);
        reserve(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
        return this;
    }

    private void varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void reserve(int count) {
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
        }
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }
}
