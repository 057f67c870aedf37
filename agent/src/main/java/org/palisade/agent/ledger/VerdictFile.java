package org.palisade.agent.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.palisade.protocol.scan.Digest;

/**
 * The table on disk: a header of 512 bytes, then 16 bytes a slot. It is written, not mapped: a full disk or a broken one is an exception here, where it can
 * be dealt with, and not a fault wherever the table is read.
 * <p>
 * Good for one boot of the kernel: device numbers may mean others after the next, and after a loss of power a file system may bring back a file's old times
 * with its new content. The kernel's memory of the file outlives the process, so nothing needs to be forced to disk.
 */
final class VerdictFile implements Closeable {

    /** Of the file and of the fingerprints. */
    static final int FORMAT = 1;
    /** Length of the secret, bytes. */
    static final int SECRET = 32;
    static final int HEADER = 512;
    static final int SLOT = 16;

    private static final long MAGIC = 0x50414c5645524443L;
    private static final int CHECKED = HEADER - 32;
    private static final int BOOT = 64;
    private static final int CHUNK = 64 * 1024;

    /**
     * What the header says.
     *
     * @param secret from which the key of the fingerprints is made
     */
    record Kept(byte[] secret, String signatureSet) {
    }

    private final Path path;
    private final int slots;
    private final String boot;
    private final ByteBuffer record = ByteBuffer.allocate(SLOT);
    private Optional<RandomAccessFile> open = Optional.empty();

    /**
     * Touches nothing yet.
     *
     * @param boot what the kernel calls its present run
     */
    VerdictFile(Path path, int slots, String boot) {
        this.path = path;
        this.slots = slots;
        this.boot = boot;
    }

    /**
     * Reads what an earlier process left into the table.
     *
     * @return empty if there is nothing, or nothing that counts now: of another format, size or boot, or with a damaged header
     */
    Optional<Kept> load(VerdictTable table) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        boolean good = false;
        try {
            if (file.length() != length()) {
                return Optional.empty();
            }
            byte[] header = new byte[HEADER];
            file.readFully(header);
            Optional<Kept> kept = parse(header);
            if (kept.isPresent()) {
                fill(table, file);
                good = true;
            }
            return kept;
        } finally {
            if (good) {
                open = Optional.of(file);
            } else {
                file.close();
            }
        }
    }

    /** Begins an empty table under another secret. Every block is written now, so that a full disk shows now; the header comes last. */
    void begin(Kept kept) throws IOException {
        byte[] header = header(kept);
        close();
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        open = Optional.of(file);
        byte[] zeros = new byte[(int) Math.min(CHUNK, length())];
        for (long left = length(); left > 0; left -= zeros.length) {
            file.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
        file.seek(0);
        file.write(header);
    }

    /** Writes a slot. */
    void write(int slot, long first, long second) throws IOException {
        if (open.isEmpty()) {
            throw new IOException("the file is not open");
        }
        record.putLong(0, first).putLong(Long.BYTES, second);
        open.get().seek(HEADER + (long) slot * SLOT);
        open.get().write(record.array());
    }

    /** Makes sure that nobody reads it again. */
    void discard() throws IOException {
        try {
            close();
        } finally {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            RandomAccessFile file = open.get();
            open = Optional.empty();
            file.close();
        }
    }

    private long length() {
        return HEADER + (long) slots * SLOT;
    }

    private void fill(VerdictTable table, RandomAccessFile file) throws IOException {
        byte[] piece = new byte[CHUNK];
        ByteBuffer words = ByteBuffer.wrap(piece);
        for (int slot = 0; slot < slots; ) {
            int count = Math.min(CHUNK / SLOT, slots - slot);
            file.readFully(piece, 0, count * SLOT);
            for (int i = 0; i < count; i++) {
                table.load(slot++, words.getLong(i * SLOT), words.getLong(i * SLOT + Long.BYTES));
            }
        }
    }

    private byte[] header(Kept kept) throws IOException {
        byte[] set = kept.signatureSet().getBytes(StandardCharsets.UTF_8);
        byte[] run = boot.getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(HEADER).putLong(MAGIC).putInt(FORMAT).putInt(slots).put(kept.secret());
        if (run.length > BOOT || set.length > CHECKED - header.position() - BOOT - 2 * Short.BYTES) {
            throw new IOException("the name of the signature set is too long for it");
        }
        header.putShort((short) run.length).put(Arrays.copyOf(run, BOOT)).putShort((short) set.length).put(set);
        return header.position(CHECKED).put(check(header.array())).array();
    }

    private Optional<Kept> parse(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        boolean whole = MessageDigest.isEqual(check(bytes), Arrays.copyOfRange(bytes, CHECKED, HEADER));
        if (!whole || header.getLong() != MAGIC || header.getInt() != FORMAT || header.getInt() != slots) {
            return Optional.empty();
        }
        byte[] secret = new byte[SECRET];
        header.get(secret);
        int length = header.getShort();
        String run = new String(bytes, header.position(), length, StandardCharsets.UTF_8);
        header.position(header.position() + BOOT);
        byte[] set = new byte[header.getShort()];
        header.get(set);
        return run.equals(boot) ? Optional.of(new Kept(secret, new String(set, StandardCharsets.UTF_8))) : Optional.empty();
    }

    private static byte[] check(byte[] header) {
        MessageDigest sha = Digest.computation();
        sha.update(header, 0, CHECKED);
        return sha.digest();
    }
}
