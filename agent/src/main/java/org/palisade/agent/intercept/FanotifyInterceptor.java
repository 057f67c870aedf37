package org.palisade.agent.intercept;

import com.sun.jna.Memory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.palisade.agent.file.Libc;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;

/**
 * Protection on access. Marks the file systems the watched folders are on, follows changes of the mounts, and has {@link Judge} decide. It is set up in an
 * order that matters: first the separate watchdog is there, then the event thread runs through everything on a folder of our own, then it is told to answer
 * for this process at once, and only then is anything marked that others use.
 */
final class FanotifyInterceptor implements Interceptor, EventReader.Sink {

    private static final Logger LOG = System.getLogger(FanotifyInterceptor.class.getName());
    private static final int WARM_UP = 100;
    private static final int WRITTEN_AHEAD = 1024;
    private static final int MOUNT_POLL_MILLIS = 1000;
    private static final short POLLPRI_POLLERR = 2 | 8;

    private final List<RawPath> watched;
    private final List<RawPath> excluded;
    private final Judge judge;
    private final Fanotify fanotify;
    private final EventReader reader;
    private final HoldTimer timer;
    private final OuterWatchdog outer;
    private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    /** Written files too many to judge now. They have a thread of their own, so that their descriptors are given back at once and not in turn. */
    private final BlockingQueue<OpenFile> late = new LinkedBlockingQueue<>();
    private final AtomicInteger written = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final Thread readerThread;
    private final Set<String> marked = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    /** A folder on each marked file system, by its device; not held open, or nobody could unmount it. */
    private final Map<Long, RawPath> folders = new ConcurrentHashMap<>();
    private volatile Scope scope;
    private volatile boolean closed;

    /**
     * Protects, from when this returns.
     *
     * @param watched  folders, without links in their paths
     * @param excluded folders left alone, likewise
     * @param home     a folder of our own
     * @throws IOException if the kernel does not let us
     */
    FanotifyInterceptor(InterceptConfig config, List<RawPath> watched, List<RawPath> excluded, Path home, Judge judge, LongSupplier nanoTime)
            throws IOException {
        this.watched = watched;
        this.excluded = excluded;
        this.judge = judge;
        this.fanotify = new Fanotify();
        this.timer = new HoldTimer(judge, config.hold().toNanos(), nanoTime);
        RawPath exercise = RawPath.of(Files.createDirectories(home.resolve("warm-up")).toRealPath());
        this.reader = new EventReader(fanotify, this, Scope.of(List.of(exercise), List.of(), Mount.all()), config.hold().toNanos(), nanoTime);
        this.outer = new OuterWatchdog(reader::turns, PerlWatchdog.ofThisProcess(), reader::trust);
        this.readerThread = Threads.daemon("fanotify", reader);
        threads.add(Threads.daemon("hold-timer", timer));
        threads.add(Threads.daemon("put-off", this::putOff));
        for (int i = 0; i < config.workers(); i++) {
            threads.add(Threads.daemon("judge-" + i, this::work));
        }
        threads.forEach(Thread::start);
        readerThread.start();
        try {
            Watchdog watchdog = new Watchdog(reader::turns, () -> Runtime.getRuntime().halt(70));
            start(Threads.daemon("watchdog", () -> every(watchdog::tick)));
            outer.open();
            start(Threads.daemon("signs-of-life", () -> every(outer::tick)));
            warmUp(exercise);
            reader.self((int) ProcessHandle.current().pid());
            protect(Mount.all());
            start(Threads.daemon("mounts", this::followMounts));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public Protection protection() {
        return Protection.ON_ACCESS;
    }

    @Override
    public boolean guards(RawPath path) {
        byte[] bytes = path.bytes();
        return !closed && scope.covers(bytes, bytes.length);
    }

    @Override
    public void held(HeldOpen held, boolean foreign) {
        timer.add(held);
        work.add(() -> {
            if (foreign && elsewhere(held.file())) {
                judge.outside(held);
            } else {
                judge.judge(held);
            }
        });
    }

    @Override
    public void written(OpenFile file, boolean foreign) {
        // Each waiting file is an open descriptor: past a limit only the name is kept.
        if (written.incrementAndGet() > WRITTEN_AHEAD) {
            written.decrementAndGet();
            late.add(file);
        } else {
            work.add(() -> {
                written.decrementAndGet();
                if (foreign && elsewhere(file)) {
                    file.close();
                } else {
                    judge.judge(file);
                }
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        fanotify.flush();
        reader.stop();
        try {
            readerThread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timer.letGo();
        fanotify.close();
        outer.close();
        threads.forEach(Thread::interrupt);
    }

    /** True if a file opened in another mount namespace is certainly outside the watched folders. If that cannot be told it is judged. */
    private boolean elsewhere(OpenFile file) {
        try {
            long device = file.status().version().device();
            Optional<RawPath> path = Optional.ofNullable(folders.get(device));
            if (path.isEmpty()) {
                return false;
            }
            try (OpenFile folder = OpenFile.open(path.get())) {
                return folder.status().version().device() == device && !guards(file.pathThrough(folder));
            }
        } catch (IOException e) {
            return false;
        }
    }

    private void putOff() {
        while (!closed) {
            try (OpenFile file = late.take()) {
                judge.later(file);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a written file could not be put off", e);
            }
        }
    }

    private void work() {
        while (!closed) {
            try {
                work.take().run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a file could not be judged", e);
            }
        }
    }

    /** Has the event thread go all its ways, on empty files that nobody else knows of. */
    private void warmUp(RawPath exercise) throws IOException {
        Path inside = exercise.path().resolve("inside");
        fanotify.markFolder(exercise);
        try {
            Scope nothing = Scope.of(List.of(), List.of(), Mount.all());
            Scope there = Scope.of(List.of(exercise), List.of(), Mount.all());
            for (int i = 0; i < WARM_UP; i++) {
                reader.protect(i % 2 == 0 ? there : nothing);
                Files.write(inside, new byte[0]);
                OpenFile.open(RawPath.of(inside)).close();
            }
        } finally {
            fanotify.unmarkFolder(exercise);
            Files.deleteIfExists(inside);
        }
    }

    private synchronized void protect(List<Mount> mounts) throws IOException {
        scope = Scope.of(watched, excluded, mounts);
        reader.protect(scope);
        Map<String, RawPath> wanted = scope.fileSystems();
        for (Map.Entry<String, RawPath> fileSystem : wanted.entrySet()) {
            if (!marked.contains(fileSystem.getKey())) {
                mark(fileSystem.getKey(), fileSystem.getValue());
            }
        }
        // A number may be given to another file system later: forget those that are gone.
        marked.retainAll(wanted.keySet());
        refused.retainAll(wanted.keySet());
        if (marked.isEmpty()) {
            throw new IOException("no watched folder can be protected");
        }
    }

    /** One that cannot be marked, what a user mounted for himself say, costs itself only and is told of once. */
    private void mark(String number, RawPath path) {
        try {
            fanotify.markFileSystem(path);
            marked.add(number);
            refused.remove(number);
            try (OpenFile folder = OpenFile.open(path)) {
                folders.put(folder.status().version().device(), path);
            }
        } catch (IOException e) {
            if (!marked.contains(number) && refused.add(number)) {
                LOG.log(Level.WARNING, "a file system cannot be protected: {0}", e.getMessage());
            }
        }
    }

    private void followMounts() {
        try (Memory table = Libc.text(Mount.TABLE.toString().getBytes(StandardCharsets.US_ASCII)); Memory poll = new Memory(8)) {
            int descriptor = Libc.open(table, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
            poll.setInt(0, descriptor);
            poll.setShort(4, POLLPRI_POLLERR);
            while (!closed) {
                if (Libc.poll(poll, 1, MOUNT_POLL_MILLIS) > 0) {
                    refresh();
                }
            }
            Libc.close(descriptor);
        }
    }

    private void refresh() {
        try {
            protect(Mount.all());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a newly mounted file system cannot be protected: {0}", e.getMessage());
        }
    }

    private void every(Runnable task) {
        try {
            while (!closed) {
                TimeUnit.SECONDS.sleep(1);
                task.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(Thread thread) {
        threads.add(thread);
        thread.start();
    }
}
