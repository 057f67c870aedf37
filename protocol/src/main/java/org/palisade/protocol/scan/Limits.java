package org.palisade.protocol.scan;

/** Bounds both sides hold to, so that no frame can ask for more memory than this. */
public final class Limits {

    /** The version of the scan protocol written here. */
    public static final int VERSION = 1;
    /** Largest fragment, bytes. */
    public static final int FRAGMENT = 256 * 1024;
    /** Largest frame after its length field, bytes: a fragment, or a full batch of verdicts with ordinary names, fits with room to spare. */
    public static final int FRAME = 1024 * 1024;
    /** Largest frame an agent sends, bytes after its length field: a fragment with its type, request and offset. Nothing else an agent says is as large. */
    public static final int AGENT_FRAME = 1 + Integer.BYTES + Long.BYTES + FRAGMENT;
    /** Most digests in one look-up. */
    public static final int BATCH = 512;
    /** Most text in one field, bytes of UTF-8. */
    public static final int TEXT = 1024;
    /** Most capabilities a peer may name. */
    public static final int CAPABILITIES = 64;

    private Limits() {
    }
}
