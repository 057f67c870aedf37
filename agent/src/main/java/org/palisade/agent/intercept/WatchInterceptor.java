package org.palisade.agent.intercept;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.palisade.agent.file.NativeIOException;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;

/** Protection after the fact: files are judged a moment after they were written. New folders are watched from when they are seen, with what is in them. */
final class WatchInterceptor implements Interceptor {

    private static final Logger LOG = System.getLogger(WatchInterceptor.class.getName());

    private final List<RawPath> watched;
    private final Judge judge;
    private final LongSupplier nanoTime;
    private final WatchService service;
    private final WatchedFolders folders;
    private final Settling settling = new Settling();

    /**
     * Watches, from when this returns.
     *
     * @param watched    folders, without links in their paths
     * @param excluded   folders left alone, likewise
     * @param incomplete called once, when a folder cannot be watched
     * @throws IOException if nothing at all can be watched here
     */
    WatchInterceptor(List<RawPath> watched, List<RawPath> excluded, Judge judge, LongSupplier nanoTime, Runnable incomplete) throws IOException {
        this.watched = watched;
        this.judge = judge;
        this.nanoTime = nanoTime;
        this.service = FileSystems.getDefault().newWatchService();
        this.folders = new WatchedFolders(folder -> folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY),
                file -> settling.changed(file, nanoTime.getAsLong()), incomplete, excluded.stream().map(RawPath::path).toList());
        watched.forEach(folder -> folders.add(folder.path(), false));
        Threads.daemon("watch", this::run).start();
    }

    @Override
    public Protection protection() {
        return folders.some() ? Protection.WATCHING : Protection.NONE;
    }

    @Override
    public boolean guards(RawPath path) {
        return false;
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "watching could not be ended: {0}", e.getMessage());
        }
    }

    private void run() {
        try {
            while (true) {
                long pause = settling.next(nanoTime.getAsLong()).orElse(TimeUnit.SECONDS.toNanos(60));
                Optional<WatchKey> key = Optional.ofNullable(service.poll(pause + 1_000_000, TimeUnit.NANOSECONDS));
                key.ifPresent(this::take);
                settling.ready(nanoTime.getAsLong()).forEach(this::judge);
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, "watching is over");
        }
    }

    private void take(WatchKey key) {
        try {
            look(key);
        } catch (ClosedWatchServiceException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "a change could not be looked at", e);
        } finally {
            key.reset();
        }
    }

    private void look(WatchKey key) {
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                LOG.log(Level.WARNING, "more changes than the kernel could tell: the watched folders are looked through");
                watched.forEach(folder -> folders.add(folder.path(), true));
            } else if (key.watchable() instanceof Path folder && event.context() instanceof Path name) {
                Path changed = folder.resolve(name);
                if (Files.isDirectory(changed, LinkOption.NOFOLLOW_LINKS)) {
                    if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE) {
                        folders.add(changed, true);
                    }
                } else {
                    settling.changed(changed, nanoTime.getAsLong());
                }
            }
        }
    }

    private void judge(Path path) {
        try {
            OpenFile file = OpenFile.open(RawPath.of(path));
            judge.judge(file);
        } catch (NativeIOException e) {
            LOG.log(Level.DEBUG, "a changed file is gone again: {0}", e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "a changed file could not be judged", e);
        }
    }
}
