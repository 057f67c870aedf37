package org.palisade.scanserver.engine.signatures;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * The first 512 bytes of a database archive: {@code ClamAV-VDB:time:version:signatures:level:md5:signature:builder:seconds}.
 *
 * @param version   number of the database
 * @param level     functionality level it asks for
 * @param md5       of what follows, 32 hexadecimal digits
 * @param signature of the MD5
 * @param built     when it was made
 */
record CvdHeader(long version, long level, String md5, String signature, Instant built) {

    /** Its length, padding included. */
    static final int BYTES = 512;

    /**
     * Reads it.
     *
     * @throws RefusedException if it is none
     */
    static CvdHeader read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(BYTES);
        if (bytes.length < BYTES) {
            throw new EOFException("the archive has no header");
        }
        String[] fields = new String(bytes, StandardCharsets.ISO_8859_1).strip().split(":", -1);
        if (fields.length < 8 || !"ClamAV-VDB".equals(fields[0]) || !fields[2].matches("\\d{1,9}") || !fields[4].matches("\\d{1,9}")
                || !fields[5].matches("[0-9a-fA-F]{32}")) {
            throw new RefusedException("its header is malformed");
        }
        long seconds = fields.length > 8 && fields[8].strip().matches("\\d{1,11}") ? Long.parseLong(fields[8].strip()) : 0;
        return new CvdHeader(Long.parseLong(fields[2]), Long.parseLong(fields[4]), fields[5].toLowerCase(Locale.ROOT), fields[6], Instant.ofEpochSecond(seconds));
    }
}
