package org.palisade.agent.gap;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.palisade.agent.file.FileVersion;
import org.palisade.agent.file.RawPath;

/** What the records of the ledger hold. Numbers are big-endian, times milliseconds since 1970. */
final class Form {

    /** Takes what was written. */
    interface Reader {

        /** A file with all that is known of it. */
        void file(Unscanned file);

        /** More happened to a file. */
        void again(long id, Happening happening, Why why);

        void closed(long id, Ending ending);

        /**
         * What was counted before this record.
         *
         * @param next lowest number no file had then
         */
        void totals(GapTotals totals, long next);
    }

    private static final byte FILE = 1;
    private static final byte AGAIN = 2;
    private static final byte CLOSED = 3;
    private static final byte TOTALS = 4;
    private static final int WANTED = 1;
    private static final int KNOWN = 2;
    private static final int LONGEST_HANDLE = 136;

    private Form() {
    }

    static void file(ByteBuffer into, Unscanned file) {
        byte[] path = file.path().bytes();
        FileVersion version = file.version().orElse(new FileVersion(0, 0, 0, 0, 0));
        into.put(FILE).putLong(file.id()).put(file.why().code()).put((byte) ((file.wanted() ? WANTED : 0) | (file.version().isPresent() ? KNOWN : 0)));
        into.putLong(file.since()).putInt(file.letThrough()).putInt(file.held());
        into.putLong(version.device()).putLong(version.inode()).putLong(version.size()).putLong(version.modified()).putLong(version.changed());
        into.put((byte) file.handle().length).put(file.handle()).put(path);
    }

    static void again(ByteBuffer into, long id, Happening happening, Why why, long time) {
        into.put(AGAIN).putLong(id).put((byte) happening.ordinal()).put(why.code()).putLong(time);
    }

    /**
     * A file that need not be scanned any more.
     *
     * @param other true if not the inode that was let through was scanned but the one that has its name now
     */
    static void closed(ByteBuffer into, long id, Ending ending, boolean other, long time) {
        into.put(CLOSED).putLong(id).put((byte) ending.ordinal()).put((byte) (other ? 1 : 0)).putLong(time);
    }

    static void totals(ByteBuffer into, GapTotals totals, long next) {
        into.put(TOTALS).putLong(totals.letThrough()).putLong(totals.clean()).putLong(totals.infected()).putLong(totals.vanished())
                .putLong(totals.damaged()).putLong(next);
    }

    /** Reads a record; false if it makes no sense. */
    static boolean read(ByteBuffer payload, Reader reader) {
        try {
            switch (payload.get()) {
                case FILE -> reader.file(file(payload));
                case AGAIN -> {
                    long id = payload.getLong();
                    Happening happening = Happening.values()[payload.get()];
                    reader.again(id, happening, why(payload));
                }
                case CLOSED -> {
                    long id = payload.getLong();
                    reader.closed(id, Ending.values()[payload.get()]);
                }
                case TOTALS -> reader.totals(new GapTotals(payload.getLong(), payload.getLong(), payload.getLong(), payload.getLong(), payload.getLong()),
                        payload.getLong());
                default -> {
                    return false;
                }
            }
            return true;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Unscanned file(ByteBuffer payload) {
        long id = payload.getLong();
        Why why = why(payload);
        int flags = payload.get();
        long since = payload.getLong();
        int letThrough = payload.getInt();
        int held = payload.getInt();
        FileVersion version = new FileVersion(payload.getLong(), payload.getLong(), payload.getLong(), payload.getLong(), payload.getLong());
        byte[] handle = new byte[Math.min(Byte.toUnsignedInt(payload.get()), LONGEST_HANDLE)];
        payload.get(handle);
        byte[] path = new byte[payload.remaining()];
        payload.get(path);
        Optional<FileVersion> known = (flags & KNOWN) == 0 ? Optional.empty() : Optional.of(version);
        Unscanned file = new Unscanned(id, RawPath.of(path), known, handle, since, why);
        file.restore(letThrough, held, (flags & WANTED) != 0);
        return file;
    }

    private static Why why(ByteBuffer payload) {
        return Why.of(payload.get()).orElseThrow(() -> new IllegalArgumentException("no such reason"));
    }
}
