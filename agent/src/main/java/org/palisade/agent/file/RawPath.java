package org.palisade.agent.file;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An absolute path as the kernel holds it: bytes, in no particular encoding. Names that are not UTF-8 survive every way through the agent; they
 * are only made readable in {@link #text()}.
 */
public final class RawPath {

    private final byte[] bytes;

    private RawPath(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a copy of the bytes.
     *
     * @throws IllegalArgumentException unless they start with a slash and hold no zero
     */
    public static RawPath of(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != '/') {
            throw new IllegalArgumentException("a raw path is absolute");
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw new IllegalArgumentException("a path holds no zero byte");
            }
        }
        return new RawPath(bytes.clone());
    }

    /**
     * What {@link #encoded} made.
     *
     * @throws IllegalArgumentException if it is not that, or not absolute
     */
    public static RawPath ofEncoded(String text) {
        if (text.chars().anyMatch(c -> c >= 0x80)) {
            throw new IllegalArgumentException("an encoded path is plain ASCII");
        }
        try {
            return of(unescape(text));
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("an encoded path is cut off", e);
        }
    }

    /** The bytes of a Java path, made absolute. Java keeps them exactly but shows them only in its URI. */
    public static RawPath of(Path path) {
        Path absolute = path.toAbsolutePath();
        String text = absolute.toString();
        if (text.chars().allMatch(c -> c < 0x80)) {
            return of(text.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] decoded = unescape(absolute.toUri().getRawPath());
        boolean slash = decoded.length > 1 && decoded[decoded.length - 1] == '/';
        return of(slash ? Arrays.copyOf(decoded, decoded.length - 1) : decoded);
    }

    /** The same path for Java. */
    public Path path() {
        return Path.of(URI.create("file://" + encoded()));
    }

    /** Percent-encoded as in a URI: plain ASCII in which every byte survives. */
    public String encoded() {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '/' || b == '-' || b == '_' || b == '.';
            if (plain) {
                text.append((char) b);
            } else {
                text.append(String.format("%%%02X", b));
            }
        }
        return text.toString();
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Number of its bytes, at least 1. */
    public int length() {
        return bytes.length;
    }

    /** The folder it is in; the root is in itself. */
    public RawPath parent() {
        int slash = lastSlash();
        return new RawPath(slash == 0 ? new byte[] {'/'} : Arrays.copyOf(bytes, slash));
    }

    /** Its last name; empty for the root. */
    public byte[] name() {
        return Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length);
    }

    /** For people and JSON: UTF-8 where it is UTF-8, other bytes as {@code \xff}. */
    public String text() {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        StringBuilder text = new StringBuilder();
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            text.append(out.flip());
            out.clear();
            if (!result.isError()) {
                return text.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.append(String.format("\\x%02x", in.get()));
            }
            decoder.reset();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawPath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Not the path: paths do not belong in logs. */
    @Override
    public String toString() {
        return "RawPath";
    }

    private int lastSlash() {
        int i = bytes.length - 1;
        while (bytes[i] != '/') {
            i--;
        }
        return i;
    }

    private static byte[] unescape(String uri) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(uri.length());
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '%') {
                out.write(Integer.parseInt(uri, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.write(c);
            }
        }
        return out.toByteArray();
    }
}
