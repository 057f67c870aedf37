package org.palisade.protocol.scan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes answers to look-ups, one verdict after the other, into memory it uses again and again. Its frames keep to the limit a server's frame has, whatever the
 * verdicts hold: a verdict over its share is written without its member, and as unknown if that does not help. Not thread-safe.
 */
public final class KnownWriter {

    /** Every verdict of a full batch has room for so many bytes. */
    private static final int SHARE = (Limits.FRAME - 64) / Limits.BATCH;
    private static final int FIRST = 8 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private ByteBuffer out = ByteBuffer.allocate(FIRST);
    private String engine = "";
    private byte[] engineBytes = NOTHING;
    private String signatureSet = "";
    private byte[] signatureSetBytes = NOTHING;

    /** Begins the answer to a request with so many subjects. */
    public void begin(int request, int count) {
        out.clear();
        out.position(Integer.BYTES);
        out.put((byte) Codec.KNOWN).putInt(request).putShort((short) count);
    }

    /** Adds the verdict on the next subject. */
    public void add(Verdict verdict) {
        byte[] threat = bytes(verdict.threat());
        byte[] member = bytes(verdict.member());
        byte[] by = engine(verdict.engine());
        byte[] under = signatureSet(verdict.signatureSet());
        int size = 15 + threat.length + by.length + under.length;
        if (size > SHARE || by.length > Limits.TEXT || under.length > Limits.TEXT) {
            add(Verdict.UNKNOWN);
            return;
        }
        if (size + member.length > SHARE) {
            member = NOTHING;
        }
        room(size + member.length);
        out.put((byte) verdict.status().code()).put((byte) verdict.reason().code()).put((byte) (verdict.shared() ? 1 : 0)).putInt(verdict.retryAfterMillis());
        text(threat);
        text(member);
        text(by);
        text(under);
    }

    /**
     * The whole frame, ready to be read.
     *
     * @return memory of this writer, of use until the next {@link #begin}
     */
    public ByteBuffer end() {
        out.flip();
        out.putInt(0, out.limit() - Integer.BYTES);
        return out;
    }

    private static byte[] bytes(String text) {
        return text.isEmpty() ? NOTHING : Codec.clipped(text).getBytes(StandardCharsets.UTF_8);
    }

    /** Engine and signature set are the same for nearly all verdicts. */
    private byte[] engine(String name) {
        if (name.isEmpty()) {
            return NOTHING;
        }
        if (!name.equals(engine)) {
            engine = name;
            engineBytes = name.getBytes(StandardCharsets.UTF_8);
        }
        return engineBytes;
    }

    private byte[] signatureSet(String name) {
        if (name.isEmpty()) {
            return NOTHING;
        }
        if (!name.equals(signatureSet)) {
            signatureSet = name;
            signatureSetBytes = name.getBytes(StandardCharsets.UTF_8);
        }
        return signatureSetBytes;
    }

    private void text(byte[] bytes) {
        out.putShort((short) bytes.length).put(bytes);
    }

    private void room(int bytes) {
        if (out.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes));
            out = larger.put(out.flip());
        }
    }
}
