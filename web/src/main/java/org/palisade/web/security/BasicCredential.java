package org.palisade.web.security;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Name and password of an {@code Authorization: Basic} header, in UTF-8.
 *
 * @param name     account name
 * @param password the password; whoever reads it clears it
 */
record BasicCredential(String name, char[] password) {

    private static final String SCHEME = "Basic ";

    /** Reads a header; empty if it is none of this scheme, or malformed. */
    static Optional<BasicCredential> of(String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(Base64.getDecoder().decode(header.substring(SCHEME.length()).strip())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        try {
            int colon = text.toString().indexOf(':');
            if (colon < 0) {
                return Optional.empty();
            }
            char[] password = new char[text.length() - colon - 1];
            CharBuffer rest = text.duplicate();
            rest.position(text.position() + colon + 1);
            rest.get(password);
            return Optional.of(new BasicCredential(text.subSequence(0, colon).toString(), password));
        } finally {
            Arrays.fill(text.array(), '\0');
        }
    }

    /** The name only. */
    @Override
    public String toString() {
        return "BasicCredential";
    }
}
