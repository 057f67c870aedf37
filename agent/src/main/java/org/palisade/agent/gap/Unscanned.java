package org.palisade.agent.gap;

import java.util.Optional;
import org.palisade.agent.file.FileVersion;
import org.palisade.agent.file.RawPath;

/**
 * A file of the ledger. It is the same one as long as path, device and inode are the same; further openings are counted. What changes is guarded by the
 * ledger's lock.
 */
public final class Unscanned {

    /** By what a file is known again; device and inode are 0 if they are not known. */
    record Key(RawPath path, long device, long inode) {
    }

    private final long id;
    private final RawPath path;
    private final Optional<FileVersion> version;
    private final byte[] handle;
    private final long since;
    private Why why;
    private int letThrough;
    private int held;
    private boolean wanted;
    private boolean closed;
    private int tries;
    private long due;

    /**
     * A file of which nothing happened yet.
     *
     * @param handle what the kernel knows its inode by; empty if the file system has none
     * @param since  milliseconds since 1970
     */
    Unscanned(long id, RawPath path, Optional<FileVersion> version, byte[] handle, long since, Why why) {
        this.id = id;
        this.path = path;
        this.version = version;
        this.handle = handle;
        this.since = since;
        this.why = why;
    }

    /** Its name when it was let through. */
    public RawPath path() {
        return path;
    }

    /** Which file in which state it was, if the kernel told. */
    public Optional<FileVersion> version() {
        return version;
    }

    /** Why it was let through last. */
    public Why why() {
        return why;
    }

    long id() {
        return id;
    }

    byte[] handle() {
        return handle;
    }

    long since() {
        return since;
    }

    Key key() {
        return new Key(path, version.map(FileVersion::device).orElse(0L), version.map(FileVersion::inode).orElse(0L));
    }

    int letThrough() {
        return letThrough;
    }

    int held() {
        return held;
    }

    /** True if it is to be scanned; one that merely waits for its verdict is not. */
    boolean wanted() {
        return wanted;
    }

    boolean closed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** As it was when it was written down. */
    void restore(int lettings, int waiting, boolean want) {
        letThrough = lettings;
        held = waiting;
        wanted = want;
    }

    /** Returns how many openings were let through by it: 0 or 1. */
    int happened(Happening happening, Why reason) {
        switch (happening) {
            case UNSCANNED -> wanted = true;
            case LET_THROUGH -> {
                wanted = true;
                letThrough++;
            }
            case HELD -> held++;
            case RELEASED -> held = Math.max(0, held - 1);
            case HELD_LET_THROUGH -> {
                held = Math.max(0, held - 1);
                wanted = true;
                letThrough++;
            }
        }
        if (happening != Happening.HELD && happening != Happening.RELEASED) {
            why = reason;
        }
        return happening == Happening.LET_THROUGH || happening == Happening.HELD_LET_THROUGH ? 1 : 0;
    }

    int tries() {
        return tries;
    }

    /** When it is to be tried, on the clock of durations. */
    long due() {
        return due;
    }

    void again(int after, long at) {
        tries = after;
        due = at;
    }
}
