package org.palisade.scanserver.engine.signatures;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A database archive: a header, then a tar, usually compressed. A {@code .cvd} is read only if the MD5 of its body is the one in the header and that one is signed; a
 * {@code .cld} has no valid signature and is read as it is.
 */
final class CvdFile {

    /** What takes the files inside. */
    interface Members {
        /** Takes one file. The stream ends with it and need not be read to its end. */
        void member(String name, InputStream content) throws IOException;
    }

    /** Most bytes that an archive may unpack to; ClamAV's largest is a fifth of it. */
    private static final long LARGEST = 4L << 30;
    private static final int MOST_MEMBERS = 10_000;
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Optional<CvdKey> key;

    /** An archive; without a key it is not verified. */
    CvdFile(Path file, Optional<CvdKey> key) {
        this.file = file;
        this.key = key;
    }

    /**
     * Reads the header and the whole file: with a key to verify it, else to see that it can be unpacked.
     *
     * @throws RefusedException if it is not what was signed, or damaged
     */
    CvdHeader verify() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            CvdHeader header = CvdHeader.read(in);
            if (key.isEmpty()) {
                attempt(in);
            } else {
                if (!key.get().signed(header.md5(), header.signature())) {
                    throw new RefusedException("its digital signature is wrong");
                }
                MessageDigest md5 = Algorithm.MD5.computation();
                try (DigestInputStream body = new DigestInputStream(in, md5)) {
                    body.transferTo(OutputStream.nullOutputStream());
                }
                check(header, md5);
            }
            return header;
        }
    }

    /**
     * Shows every file inside.
     *
     * @throws RefusedException if the archive is damaged, too large, or not the verified one any more; what was shown must not be used then
     */
    void read(CvdHeader header, Members members) throws IOException {
        MessageDigest md5 = Algorithm.MD5.computation();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            in.skipNBytes(CvdHeader.BYTES);
            DigestInputStream body = new DigestInputStream(in, md5);
            unpack(body, members);
            body.transferTo(OutputStream.nullOutputStream());
        }
        if (key.isPresent()) {
            check(header, md5);
        }
    }

    private static void attempt(InputStream in) throws RefusedException {
        try {
            unpack(in, (name, content) -> { });
        } catch (IOException | RuntimeException e) {
            throw new RefusedException("it cannot be unpacked: " + e.getMessage());
        }
    }

    private static void unpack(InputStream body, Members members) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(body, BUFFER);
        buffered.mark(2);
        boolean compressed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        InputStream plain = new Limited(compressed ? new GZIPInputStream(buffered, BUFFER) : buffered);
        TarArchiveInputStream tar = new TarArchiveInputStream(plain);
        TarArchiveEntry entry = tar.getNextEntry();
        for (int count = 0; entry != null; count++) {
            if (count == MOST_MEMBERS) {
                throw new RefusedException("it holds more than " + MOST_MEMBERS + " files");
            }
            if (entry.isFile()) {
                members.member(entry.getName(), tar);
            }
            entry = tar.getNextEntry();
        }
    }

    private static void check(CvdHeader header, MessageDigest md5) throws RefusedException {
        if (!HexFormat.of().formatHex(md5.digest()).equals(header.md5())) {
            throw new RefusedException("its content is not what was signed");
        }
    }

    /** Stops a bomb. */
    private static final class Limited extends FilterInputStream {
        private long left = LARGEST;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new RefusedException("it unpacks to more than " + LARGEST + " bytes");
            }
            return count;
        }
    }
}
