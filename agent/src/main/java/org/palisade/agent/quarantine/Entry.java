package org.palisade.agent.quarantine;

import java.util.Base64;
import org.palisade.agent.file.RawPath;

/**
 * What is known of a file in quarantine; sealed inside its envelope.
 *
 * @param id       its name in quarantine
 * @param rawPath  where it was, bytes in base64
 * @param path     where it was, readable
 * @param size     bytes
 * @param mode     type and permission bits it had
 * @param owner    user number it had
 * @param group    group number it had
 * @param modified time of its last write, nanoseconds since 1970
 * @param threat   the threat's name
 * @param digest   SHA-256 in hex of the content that was scanned and taken
 * @param taken    when it was taken, ISO-8601
 */
public record Entry(String id, String rawPath, String path, long size, int mode, int owner, int group, long modified, String threat, String digest,
                    String taken) {

    /** Where it was, byte by byte. */
    public RawPath original() {
        return RawPath.of(Base64.getDecoder().decode(rawPath));
    }
}
