package org.palisade.scanserver.cache;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Reads the files of an earlier process into a table. Whatever is damaged is passed over, up to the next record that is whole; a record that needs another
 * which was lost is dropped. A file that is not of this format is deleted, and the log says so.
 */
final class Replay {

    private static final Logger LOG = System.getLogger(Replay.class.getName());
    private static final int BUFFER = 1 << 20;
    /** A header is looked for no further than this. */
    private static final int HEADERS = 256;
    private static final int NUMBERS = 1 << Short.SIZE;
    private static final int FORM_BYTES = Byte.SIZE;

    private final CacheScope sharing;
    private final int profile;
    private final Scopes scopes;
    private final Kinds kinds;
    private final Table table;
    private final Map<Integer, EpochParts> epochs = new TreeMap<>();
    private final int[] scopeOf = new int[NUMBERS];
    private final Kind[] engineOf = new Kind[NUMBERS];
    private final byte[] bytes = new byte[BUFFER];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int highest;
    private long damages;
    private boolean discarded;

    Replay(CacheScope sharing, int profile, Scopes scopes, Kinds kinds, Table table) {
        this.sharing = sharing;
        this.profile = profile;
        this.scopes = scopes;
        this.kinds = kinds;
        this.table = table;
    }

    /** Places where something was unreadable. */
    long damages() {
        return damages;
    }

    /** True if a file of another format was deleted. */
    boolean discarded() {
        return discarded;
    }

    /** Highest number of an epoch met, whether it is known or not. */
    int highest() {
        return highest;
    }

    /** The epochs found. */
    Optional<Epochs> epochs() {
        Epochs found = null;
        for (EpochParts parts : epochs.values()) {
            Epoch epoch = parts.whole();
            found = found == null ? Epochs.first(epoch) : found.then(epoch);
        }
        return Optional.ofNullable(found);
    }

    void read(Path file) throws IOException {
        Arrays.fill(scopeOf, Scopes.NONE);
        Arrays.fill(engineOf, null);
        boolean ours;
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ours = read(in);
        }
        if (!ours) {
            LOG.log(Level.WARNING, "{0} is no cache file of format {1}: it is discarded, a new one is begun", file, Records.FORMAT);
            discarded = true;
            Files.deleteIfExists(file);
        }
    }

    private boolean read(FileChannel in) throws IOException {
        int from = 0;
        int to = 0;
        boolean end = false;
        boolean ours = false;
        boolean lost = false;
        long passed = 0;
        while (true) {
            if (to - from < Records.HEAD + Records.MOST && !end) {
                System.arraycopy(bytes, from, bytes, 0, to - from);
                to -= from;
                from = 0;
                int read = in.read(ByteBuffer.wrap(bytes, to, bytes.length - to));
                end = read < 0;
                to += Math.max(0, read);
                continue;
            }
            if (from == to) {
                return ours || passed == 0;
            }
            int length = length(from, to);
            if (length < 0) {
                damages += lost ? 0 : 1;
                lost = true;
                from++;
                passed++;
            } else {
                lost = false;
                view.limit(from + Records.HEAD + length).position(from + Records.HEAD);
                if (bytes[from + 1] == Records.HEADER) {
                    ours = header();
                } else if (ours) {
                    take(bytes[from + 1]);
                }
                view.clear();
                from += Records.HEAD + length;
                passed += Records.HEAD + length;
            }
            if (!ours && passed > HEADERS) {
                return false;
            }
        }
    }

    /** Length of the fields of the whole record that begins here; -1 if none does. */
    private int length(int at, int to) {
        if ((bytes[at] & 0xff) != Records.MARK || to - at < Records.HEAD) {
            return -1;
        }
        int length = view.getShort(at + 2) & 0xffff;
        boolean fits = length <= Records.MOST && length <= to - at - Records.HEAD;
        return fits && view.getInt(at + 4) == Records.checksum(bytes, at, length) ? length : -1;
    }

    private boolean header() {
        try {
            return text().equals(Records.NAME) && view.getShort() == Records.FORMAT;
        } catch (BufferUnderflowException e) {
            return false;
        }
    }

    private Optional<Kind> clean() {
        boolean parts = view.get() != 0;
        return kinds.clean(text(), parts);
    }

    private void take(byte type) {
        try {
            switch (type) {
                case Records.TENANT -> tenant();
                case Records.ENGINE -> {
                    int number = view.getShort() & 0xffff;
                    engineOf[number] = clean().orElse(null);
                }
                case Records.CLEAN, Records.INFECTED -> entry(type == Records.CLEAN);
                case Records.EPOCH -> {
                    EpochParts parts = new EpochParts(view.getInt(), view.getLong(), view.get(), view.getInt(), text(), text());
                    highest = Math.max(highest, parts.number());
                    epochs.merge(parts.number(), parts, (first, again) -> first.same(again) ? first : again);
                }
                case Records.PART -> {
                    EpochParts parts = epochs.get(view.getInt());
                    if (parts != null) {
                        parts.add(view, this::text);
                    }
                }
                default -> { }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // Whole by its checksum, yet not as this version writes it.
            damages++;
        }
    }

    private void tenant() {
        int number = view.getShort() & 0xffff;
        UUID tenant = new UUID(view.getLong(), view.getLong());
        OptionalInt scope = sharing == CacheScope.TENANT ? scopes.of(tenant) : OptionalInt.empty();
        scopeOf[number] = scope.orElse(Scopes.NONE);
    }

    private void entry(boolean clean) {
        long a = view.getLong();
        long b = view.getLong();
        long c = view.getLong();
        long d = view.getLong();
        long size = (view.getShort() & 0xffffL) << Integer.SIZE | view.getInt() & 0xffffffffL;
        int form = view.get() & 0xff;
        int number = view.getShort() & 0xffff;
        int scope = number == Scopes.SITE ? sharing == CacheScope.SITE ? Scopes.SITE : Scopes.NONE : scopeOf[number];
        int epoch = view.getInt();
        int time = view.getInt();
        highest = Math.max(highest, epoch);
        if (scope == Scopes.NONE || form >>> 1 != profile || !epochs.containsKey(epoch)) {
            return;
        }
        Kind kind = clean ? engineOf[view.getShort() & 0xffff] : kinds.infected(text(), text(), text()).orElse(null);
        if (kind == null) {
            return;
        }
        long result = table.put(a, b, c, d, size << FORM_BYTES | form, scope, kind.id, epoch, time);
        if (result == Stripe.UNCHANGED || result == Stripe.NO_ROOM) {
            kinds.release(kind.id);
        } else if (result >= 0) {
            kinds.release((int) result);
        }
    }

    private String text() {
        int length = view.getShort() & 0xffff;
        if (length > view.remaining()) {
            throw new BufferUnderflowException();
        }
        String text = new String(bytes, view.position(), length, StandardCharsets.UTF_8);
        view.position(view.position() + length);
        return text;
    }
}
