package org.palisade.scanserver.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.palisade.protocol.scan.Digest;
import org.palisade.scanserver.engine.SignatureChange.Addition;

/**
 * The records of a journal file, format 2. A record is: 0xff, type (1 byte), length of the fields (2), CRC-32C of type, length and fields (4), fields. Numbers
 * are big-endian, text is UTF-8 after its length (2). Where a reader has lost its place, it looks for the next 0xff behind which all fits; UTF-8 has no such byte.
 * What other records need to be understood is written twice, so that no single damage takes more than the record it hits.
 */
final class Records {

    /** Version of the format; a file with another one is discarded. */
    static final int FORMAT = 2;
    /** What a file of this cache begins with. */
    static final String NAME = "palisade-cache";

    static final int MARK = 0xff;
    /** Bytes before the fields. */
    static final int HEAD = 8;
    /** Most bytes of fields. */
    static final int MOST = 8192;
    /** Bytes of the record of a clean entry. */
    static final int CLEAN_BYTES = HEAD + 51;

    static final byte HEADER = 1;
    static final byte TENANT = 2;
    static final byte ENGINE = 3;
    static final byte CLEAN = 4;
    static final byte INFECTED = 5;
    static final byte EPOCH = 6;
    static final byte PART = 7;

    static final byte ADDITIONS = 1;
    static final byte SIZES = 2;
    static final byte WITHDRAWN = 3;

    private static final int PART_FILL = 4096;
    private static final int TEXT = 1500;

    private Records() {
    }

    static byte[] header() {
        return record(HEADER, fields(64).put(text(NAME)).putShort((short) FORMAT));
    }

    static byte[] tenant(int number, UUID tenant) {
        return record(TENANT, fields(64).putShort((short) number).putLong(tenant.getMostSignificantBits()).putLong(tenant.getLeastSignificantBits()));
    }

    static byte[] engine(int number, String engine, boolean parts) {
        return record(ENGINE, fields(MOST).putShort((short) number).put((byte) (parts ? 1 : 0)).put(text(engine)));
    }

    /** An entry. */
    static byte[] entry(long a, long b, long c, long d, long form, int scope, Kind kind, int epoch, int time) {
        ByteBuffer fields = fields(kind.clean() ? CLEAN_BYTES : MOST);
        long size = form >>> Byte.SIZE;
        fields.putLong(a).putLong(b).putLong(c).putLong(d).putShort((short) (size >>> Integer.SIZE)).putInt((int) size).put((byte) form)
                .putShort((short) scope).putInt(epoch).putInt(time);
        if (kind.clean()) {
            return record(CLEAN, fields.putShort((short) kind.id));
        }
        return record(INFECTED, fields.put(text(kind.threat)).put(text(kind.member)).put(text(kind.engine)));
    }

    /** An epoch: one record that describes it, and as many parts as its difference needs. */
    static List<byte[]> epoch(Epoch epoch) {
        List<byte[]> parts = parts(epoch);
        Difference difference = epoch.difference();
        int flags = (difference.everything() ? 1 : 0) | (difference.bodies() ? 2 : 0);
        List<byte[]> records = new ArrayList<>();
        records.add(record(EPOCH, fields(MOST).putInt(epoch.number()).putLong(epoch.since()).put((byte) flags).putInt(parts.size())
                .put(text(epoch.signatureSet())).put(text(epoch.build()))));
        records.addAll(parts);
        return records;
    }

    private static List<byte[]> parts(Epoch epoch) {
        List<byte[]> parts = new ArrayList<>();
        Difference difference = epoch.difference();
        List<byte[]> items = new ArrayList<>();
        for (List<Addition> additions : difference.infected().values()) {
            for (Addition addition : additions) {
                byte[] threat = text(addition.threat());
                items.add(ByteBuffer.allocate(Digest.BYTES + Long.BYTES + threat.length).put(addition.digest().bytes()).putLong(addition.size()).put(threat).array());
            }
        }
        pack(epoch.number(), ADDITIONS, items, parts);
        pack(epoch.number(), SIZES, difference.sizes().stream().map(size -> ByteBuffer.allocate(Long.BYTES).putLong(size).array()).toList(), parts);
        pack(epoch.number(), WITHDRAWN, difference.withdrawn().stream().map(Records::text).toList(), parts);
        return parts;
    }

    private static void pack(int epoch, byte what, List<byte[]> items, List<byte[]> parts) {
        int next = 0;
        while (next < items.size()) {
            ByteBuffer fields = fields(MOST).putInt(epoch).putInt(parts.size()).put(what);
            int count = fields.position();
            fields.putShort((short) 0);
            int first = next;
            while (next < items.size() && fields.position() < PART_FILL) {
                fields.put(items.get(next++));
            }
            fields.putShort(count, (short) (next - first));
            parts.add(record(PART, fields));
        }
    }

    private static ByteBuffer fields(int most) {
        return ByteBuffer.allocate(HEAD + most).position(HEAD);
    }

    private static byte[] record(byte type, ByteBuffer fields) {
        int length = fields.position() - HEAD;
        fields.put(0, (byte) MARK).put(1, type).putShort(2, (short) length);
        fields.putInt(4, checksum(fields.array(), 0, length));
        byte[] record = new byte[HEAD + length];
        System.arraycopy(fields.array(), 0, record, 0, record.length);
        return record;
    }

    /** Of the record that begins at a place. */
    static int checksum(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at + 1, 3);
        crc.update(bytes, at + HEAD, length);
        return (int) crc.getValue();
    }

    /** Text after its length. What is longer than any name on the wire is cut: it cannot be put, and of a set only equality is asked. */
    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, TEXT);
        return ByteBuffer.allocate(Short.BYTES + length).putShort((short) length).put(bytes, 0, length).array();
    }
}
