package io.tocsin.replay.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/**
 * Writes structures in the compact protocol of Apache Thrift, in which Parquet describes itself. Fields of a structure
 * come in ascending order of their ids. One thread.
 */
final class CompactWriter {
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int LONG_LIST = 15;
    private static final int MAX_DEPTH = 16;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final int[] lastIds = new int[MAX_DEPTH];
    private int depth;

    byte[] toBytes() {
        return out.toByteArray();
    }

    void bool(int id, boolean value) {
        field(id, value ? TRUE : FALSE);
    }

    void i32(int id, int value) {
        field(id, I32);
        varint(zigzag(value));
    }

    void i64(int id, long value) {
        field(id, I64);
        varint(zigzag(value));
    }

    void text(int id, String value) {
        field(id, BINARY);
        bytes(value);
    }

    /** A list of enumerated values. */
    void i32s(int id, int... values) {
        list(id, I32, values.length);
        for (int value : values) {
            varint(zigzag(value));
        }
    }

    /** A list of one text. */
    void texts(int id, String only) {
        list(id, BINARY, 1);
        bytes(only);
    }

    /** Begins a list of structures, each of which {@link #beginElement} begins. */
    void beginList(int id, int size) {
        list(id, STRUCT, size);
    }

    void beginElement() {
        lastIds[++depth] = 0;
    }

    void beginStruct(int id) {
        field(id, STRUCT);
        beginElement();
    }

    /** Ends a structure; the outermost one, too. */
    void end() {
        out.write(0);
        depth--;
    }

    /** A structure without fields. */
    void emptyStruct(int id) {
        beginStruct(id);
        end();
    }

    private void field(int id, int type) {
        out.write(((id - lastIds[depth]) << 4) | type);
        lastIds[depth] = id;
    }

    private void list(int id, int elementType, int size) {
        field(id, LIST);
        if (size < LONG_LIST) {
            out.write((size << 4) | elementType);
        } else {
            out.write((LONG_LIST << 4) | elementType);
            varint(size);
        }
    }

    private void bytes(String value) {
        byte[] bytes = value.getBytes(UTF_8);
        varint(bytes.length);
        out.writeBytes(bytes);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> (Long.SIZE - 1));
    }
}
