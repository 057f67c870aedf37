package org.palisade.scanserver.report;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.palisade.protocol.http.AgentSessions;

/**
 * One record of the journal of sessions, {@value #BYTES} bytes: type, kind, CRC-32 over all the rest, and the fields in their order.
 *
 * @param type     what it is for
 * @param kind     what happened
 * @param sequence its number; of the head, the last one that was acknowledged
 * @param session  the connection; of the head, the journal's own id
 * @param run      the run of the process
 * @param millis   UTC, milliseconds since 1970
 * @param nanos    the run's monotonic clock
 */
record JournalRecord(Type type, Kind kind, long sequence, UUID session, UUID agent, UUID tenant, UUID run, long millis, long nanos) {

    static final int BYTES = 96;

    private static final int CHECKED_FROM = 8;
    private static final UUID NONE = new UUID(0, 0);

    /** What a record is for; the order is that of the numbers on disk. */
    enum Type { HEAD, OPEN, ENTRY }

    /** What happened; the order is that of the numbers on disk. */
    enum Kind {
        CONNECTED, ABLE, LOST;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static JournalRecord head(UUID journal, long acknowledged) {
        return new JournalRecord(Type.HEAD, Kind.CONNECTED, acknowledged, journal, NONE, NONE, NONE, 0, 0);
    }

    JournalRecord as(Type other, long number) {
        return new JournalRecord(other, kind, number, session, agent, tenant, run, millis, nanos);
    }

    /** The end of an open session whose process ended without a word: at the last beat of its run, or at what was last heard of it. */
    JournalRecord ended(long number, Optional<Heartbeat.Beat> beat) {
        boolean later = beat.isPresent() && beat.get().run().equals(run) && beat.get().nanos() - nanos > 0;
        return new JournalRecord(Type.ENTRY, Kind.LOST, number, session, agent, tenant, run, later ? beat.get().millis() : millis, later ? beat.get().nanos() : nanos);
    }

    /** As the Integration Server is told. */
    AgentSessions.Entry told() {
        return new AgentSessions.Entry(sequence, session.toString(), agent.toString(), tenant.toString(), kind.word(), Instant.ofEpochMilli(millis).toString(),
                run.toString(), wholeMillis(nanos));
    }

    static long wholeMillis(long nanos) {
        return Math.floorDiv(nanos, 1_000_000);
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.put((byte) (type.ordinal() + 1)).put((byte) kind.ordinal()).putShort((short) 0).putInt(0).putLong(sequence);
        for (UUID id : new UUID[] {session, agent, tenant, run}) {
            bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        bytes.putLong(millis).putLong(nanos);
        bytes.putInt(4, check(bytes));
        return bytes.flip();
    }

    /** Reads {@value #BYTES} bytes; empty if they are no whole record. */
    static Optional<JournalRecord> read(ByteBuffer bytes) {
        int type = bytes.get(0) - 1;
        int kind = bytes.get(1);
        if (type < 0 || type >= Type.values().length || kind < 0 || kind >= Kind.values().length || bytes.getInt(4) != check(bytes)) {
            return Optional.empty();
        }
        return Optional.of(new JournalRecord(Type.values()[type], Kind.values()[kind], bytes.getLong(8), id(bytes, 16), id(bytes, 32), id(bytes, 48), id(bytes, 64),
                bytes.getLong(80), bytes.getLong(88)));
    }

    private static int check(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.array(), bytes.arrayOffset(), 4);
        crc.update(bytes.array(), bytes.arrayOffset() + CHECKED_FROM, BYTES - CHECKED_FROM);
        return (int) crc.getValue();
    }

    private static UUID id(ByteBuffer bytes, int at) {
        return new UUID(bytes.getLong(at), bytes.getLong(at + 8));
    }
}
