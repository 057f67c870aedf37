package org.palisade.agent.intercept;

import com.sun.jna.Memory;
import java.util.function.LongSupplier;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.Libc;
import org.palisade.agent.file.OpenFile;

/**
 * The one thread that reads events. It answers what does not concern us and hands on the rest; see the package's rules. Everything it uses is made
 * beforehand, and it has gone every way once before it matters.
 */
final class EventReader implements Runnable {

    /** Takes what concerns us; called from the event thread, must do no more than queue. */
    interface Sink {
        /**
         * A process waits.
         *
         * @param foreign whether the file was reached through a mount of another namespace, so that its path tells nothing
         */
        void held(HeldOpen held, boolean foreign);

        /** A file was written and closed; the sink closes it. */
        void written(OpenFile file, boolean foreign);
    }

    private static final int METADATA = 24;
    private static final int PATH = 4096;
    private static final int TURN_MILLIS = 500;
    private static final int MOUNT_ID = 0x1000;
    private static final byte[] LINK = {'/', 'p', 'r', 'o', 'c', '/', 's', 'e', 'l', 'f', '/', 'f', 'd', '/'};

    private final Fanotify fanotify;
    private final Sink sink;
    private final long hold;
    private final LongSupplier nanoTime;
    private final Memory link = new Memory(32);
    private final Memory target = new Memory(PATH);
    private final Memory status = new Memory(FileStatus.BYTES);
    private final Memory empty = Libc.text(new byte[0]);
    private final byte[] name = new byte[32];
    private final byte[] path = new byte[PATH];
    private volatile Scope scope;
    private volatile int self = -1;
    private volatile int trusted = -1;
    private volatile long turns;
    private volatile boolean stopped;

    EventReader(Fanotify fanotify, Sink sink, Scope scope, long hold, LongSupplier nanoTime) {
        this.fanotify = fanotify;
        this.sink = sink;
        this.scope = scope;
        this.hold = hold;
        this.nanoTime = nanoTime;
        System.arraycopy(LINK, 0, name, 0, LINK.length);
    }

    /** From now on this is protected. */
    void protect(Scope wanted) {
        scope = wanted;
    }

    /** From now on events of this process are answered at once. */
    void self(int process) {
        self = process;
    }

    /** From now on events of this other process are answered at once, too; -1 if there is none. */
    void trust(int process) {
        trusted = process;
    }

    /** Grows at least twice a second as long as the thread is well. */
    long turns() {
        return turns;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            turns++;
            if (fanotify.await(TURN_MILLIS)) {
                takeAll();
            }
        }
        // The marks are gone by now: what is left is taken too, or the kernel would let it go and nobody knew.
        while (fanotify.await(0) && takeAll()) {
            turns++;
        }
    }

    /** Returns false if there was nothing. */
    private boolean takeAll() {
        int bytes = fanotify.read();
        Memory events = fanotify.events();
        int offset = 0;
        while (offset + METADATA <= bytes) {
            int length = events.getInt(offset);
            take(events.getLong(offset + 8L), events.getInt(offset + 16L), events.getInt(offset + 20L));
            offset += Math.max(length, METADATA);
        }
        return bytes > 0;
    }

    private void take(long mask, int descriptor, int process) {
        if (descriptor < 0) {
            return;
        }
        boolean waits = (mask & (Fanotify.OPEN_PERM | Fanotify.OPEN_EXEC_PERM)) != 0;
        boolean others = process != self && process != trusted;
        boolean inside = others && covered(descriptor);
        boolean foreign = others && !inside && foreign(descriptor);
        if (!inside && !foreign) {
            if (waits) {
                fanotify.answer(descriptor, true);
            }
            Libc.close(descriptor);
        } else if (waits) {
            sink.held(new HeldOpen(fanotify, descriptor, OpenFile.adopt(descriptor), nanoTime.getAsLong() + hold), foreign);
        } else {
            sink.written(OpenFile.adopt(descriptor), foreign);
        }
    }

    private boolean covered(int descriptor) {
        int end = name.length;
        name[--end] = 0;
        int rest = descriptor;
        do {
            name[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        link.write(0, name, 0, LINK.length);
        link.write(LINK.length, name, end, name.length - end);
        long length = Libc.readlink(link, target, PATH);
        if (length <= 0 || length >= PATH) {
            // A name too long to be read: better one judgement too many.
            return true;
        }
        target.read(0, path, 0, (int) length);
        return scope.covers(path, (int) length);
    }

    /** Reached through a mount of another namespace, a container's say. */
    private boolean foreign(int descriptor) {
        return Libc.statx(descriptor, empty, 0x1000, MOUNT_ID, status) == 0 && (status.getInt(0) & MOUNT_ID) != 0 && !scope.knows(status.getLong(144));
    }
}
