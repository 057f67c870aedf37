package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.MemoryLimitException;
import org.apache.commons.compress.PasswordRequiredException;
import org.palisade.protocol.scan.Reason;
import org.palisade.scanserver.engine.Checkpoint;

/**
 * One walk under way: what it has used up, and what it had to leave. Every byte that a library reads or gives passes {@link #moved}. Once it is over, by whatever
 * cause, every further byte throws again: a library that swallows the exception gets no further.
 */
final class Walk {

    /** From this size on the ratio is looked at, bytes. */
    static final long RATIO_FROM = 10 << 20;

    /** From the most telling to the least. */
    private static final List<Reason> TELLING = List.of(Reason.SCAN_TIME, Reason.ARCHIVE_RATIO, Reason.ARCHIVE_DEPTH, Reason.ARCHIVE_COUNT, Reason.ARCHIVE_SIZE,
            Reason.ENGINE_LIMIT, Reason.INTERNAL, Reason.ENCRYPTED, Reason.PACKED, Reason.ARCHIVE_NOT_OPENED, Reason.ARCHIVE_DAMAGED);
    private static final int STEP = 64 << 10;
    /** What a call costs besides its bytes, so that many small reads pass the checkpoint too. */
    private static final int CALL = 64;

    private final ContainerConfig config;
    private final SpoolSpace space;
    private final Checkpoint checkpoint;
    private final MemberVisitor visitor;
    private final long begun = System.nanoTime();
    private final Room room;
    private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    private Optional<RuntimeException> over = Optional.empty();
    private boolean stopped;
    private int members;
    private long unpacked;
    private int sincePass;

    Walk(ContainerConfig config, SpoolSpace space, DecoderMemory memory, Checkpoint checkpoint, MemberVisitor visitor) {
        this.config = config;
        this.space = space;
        this.checkpoint = checkpoint;
        this.visitor = visitor;
        this.room = new Room(memory, this::pass);
    }

    ContainerConfig config() {
        return config;
    }

    Room room() {
        return room;
    }

    Buffers buffers() {
        return space.buffers();
    }

    Spool spool() {
        return space.spool(config.memberSize());
    }

    /** Notes why something was left out. */
    void incomplete(Reason reason) {
        reasons.add(reason);
    }

    /** Ends the walk. */
    WalkEnd end(Reason reason) {
        incomplete(reason);
        over = Optional.of(WalkEnd.ALL);
        return WalkEnd.ALL;
    }

    /** One more thing in a container, whether it is shown or not. */
    void count() {
        if (members == config.count()) {
            throw end(Reason.ARCHIVE_COUNT);
        }
        members++;
        moved(0);
    }

    /** So many more bytes of members; gives how many of them may be. */
    long account(long bytes) {
        long fits = Math.min(bytes, config.totalSize() - unpacked);
        unpacked += fits;
        return fits;
    }

    /** So many bytes were read or written. */
    void moved(int bytes) {
        if (over.isPresent()) {
            throw over.get();
        }
        sincePass += Math.min(bytes, STEP) + CALL;
        if (sincePass >= STEP) {
            pass();
        }
    }

    /** Passes the checkpoint now. */
    void pass() {
        if (over.isPresent()) {
            throw over.get();
        }
        sincePass = 0;
        try {
            checkpoint.pass();
        } catch (RuntimeException e) {
            over = Optional.of(e);
            throw e;
        }
        if (System.nanoTime() - begun > config.time().toNanos()) {
            throw end(Reason.SCAN_TIME);
        }
    }

    /** Shows a member. */
    void show(Member member) {
        pass();
        try {
            stopped = visitor.member(member);
        } catch (IOException e) {
            incomplete(Reason.INTERNAL);
        } catch (RuntimeException e) {
            // The scan is over: it comes out as it is, however many libraries lie between.
            over = Optional.of(e);
            throw e;
        }
        if (stopped) {
            over = Optional.of(WalkEnd.ALL);
            throw WalkEnd.ALL;
        }
        pass();
    }

    /** Opens a container, and whatever happens in there stays in there. */
    void open(Content content, Place place, Opener opener) {
        long before = room.held();
        try {
            opener.open(new Watched(content, this, place), place);
        } catch (WalkEnd e) {
            if (e != WalkEnd.CONTAINER) {
                throw e;
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            incomplete(Reason.ENGINE_LIMIT);
        } catch (IOException | RuntimeException e) {
            failed(e);
        } finally {
            room.backTo(before);
        }
        moved(0);
    }

    /** Notes what an exception of a library means; gives it on if the walk is over. */
    void failed(Exception e) {
        if (over.isPresent()) {
            throw over.get();
        }
        if (e instanceof WalkEnd end) {
            throw end;
        }
        Throwable cause = e;
        for (int i = 0; i < 8 && cause != null; i++) {
            if (cause instanceof UnopenedException unopened) {
                incomplete(unopened.reason());
                return;
            }
            if (cause instanceof PasswordRequiredException) {
                incomplete(Reason.ENCRYPTED);
                return;
            }
            if (cause instanceof MemoryLimitException || cause instanceof org.tukaani.xz.MemoryLimitException || cause instanceof SpoolFullException
                    || cause instanceof Room.FullException) {
                incomplete(Reason.ENGINE_LIMIT);
                return;
            }
            if (cause instanceof org.tukaani.xz.UnsupportedOptionsException) {
                incomplete(Reason.ARCHIVE_NOT_OPENED);
                return;
            }
            cause = cause.getCause();
        }
        incomplete(Reason.ARCHIVE_DAMAGED);
    }

    Outcome outcome() {
        if (over.isPresent() && over.get() != WalkEnd.ALL) {
            throw over.get();
        }
        return new Outcome(TELLING.stream().filter(reasons::contains).findFirst(), stopped);
    }

    /** A content that tells the walk and the place of every byte read. */
    private record Watched(Content content, Walk walk, Place place) implements Content {
        @Override
        public long size() {
            return content.size();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            int count = content.read(position, into, offset, Math.min(length, STEP));
            place.consumed(Math.max(count, 0));
            walk.moved(Math.max(count, 0));
            return count;
        }
    }
}
