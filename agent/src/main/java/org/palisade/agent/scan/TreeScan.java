package org.palisade.agent.scan;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.palisade.agent.connection.Terms;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.quarantine.Treatment;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.ScanStatus;

/**
 * One scan on demand: walks the trees without following links, reads and digests in parallel, and lets answers come while it goes on. A bounded number of
 * files is open at a time. Infected files are treated as the settings say, like those found on access.
 */
public final class TreeScan {

    private static final int UNDER_WAY = 128;
    private static final int AHEAD = 256;
    private static final int STACK = 256 * 1024;
    private static final Path END = Path.of("");

    private final Inspector inspector;
    private final Treatment treatment;
    private final ScanConfig config;
    private final Set<RawPath> pseudo;
    private final Report report;
    private final LongSupplier nanoTime;
    private final BlockingQueue<Path> found = new ArrayBlockingQueue<>(AHEAD);
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    /** Of this scan alone: one whose reader has gone to lunch keeps nobody else waiting. */
    private final ExecutorService results = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(null, task, "scan-results", STACK);
        thread.setDaemon(true);
        return thread;
    });
    private long files;
    private long bytes;
    private long infected;
    private long notScanned;
    private long localHits;
    private long sharedHits;
    private volatile boolean stopped;

    /**
     * A scan.
     *
     * @param pseudo mount points of file systems that hold no files but the kernel's own: left out
     * @param report told what is found
     */
    public TreeScan(Inspector inspector, Treatment treatment, ScanConfig config, Set<RawPath> pseudo, Report report, LongSupplier nanoTime) {
        this.inspector = inspector;
        this.treatment = treatment;
        this.config = config;
        this.pseudo = pseudo;
        this.report = report;
        this.nanoTime = nanoTime;
    }

    /**
     * Scans. A link given here is followed, one found below is not.
     *
     * @return how it went, after every answer has come
     */
    public Report.Summary run(List<Path> trees) throws InterruptedException {
        long began = nanoTime.getAsLong();
        Thread[] readers = new Thread[config.parallel()];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = new Thread(null, this::read, "scan-" + i, STACK);
            readers[i].setDaemon(true);
            readers[i].start();
        }
        for (Path tree : trees) {
            walk(tree);
        }
        for (Thread reader : readers) {
            found.put(END);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        while (!underWay.tryAcquire(UNDER_WAY, 500, TimeUnit.MILLISECONDS)) {
            tell();
        }
        results.shutdown();
        tell();
        synchronized (this) {
            double seconds = Math.round((nanoTime.getAsLong() - began) / 1e6) / 1e3;
            return new Report.Summary(files, bytes, infected, notScanned, localHits, sharedHits, seconds);
        }
    }

    private void walk(Path tree) throws InterruptedException {
        Path start;
        try {
            start = tree.toRealPath();
            Files.walkFileTree(start, new Walker());
        } catch (IOException e) {
            fail(tree, Reason.UNREADABLE);
        }
    }

    private final class Walker extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (stopped) {
                return FileVisitResult.TERMINATE;
            }
            return pseudo.contains(RawPath.of(folder)) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
                try {
                    found.put(file);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return FileVisitResult.TERMINATE;
                }
            }
            return stopped ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            fail(file, Reason.UNREADABLE);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
            if (failure != null) {
                fail(folder, Reason.UNREADABLE);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private void read() {
        try {
            for (Path path = found.take(); path != END; path = found.take()) {
                if (!stopped) {
                    RawPath raw = RawPath.of(path);
                    if (!knownUnopened(raw)) {
                        underWay.acquire();
                        look(raw);
                    }
                    tell();
                }
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    /** A file that is known not to be infected is counted and left alone: it is not even opened. */
    private boolean knownUnopened(RawPath path) {
        try {
            FileStatus status = FileStatus.of(path);
            Optional<Outcome> known = status.regular() ? inspector.known(status.version(), true).filter(outcome -> !outcome.infected()) : Optional.empty();
            known.ifPresent(outcome -> count(path, status.version().size(), outcome));
            return known.isPresent();
        } catch (IOException e) {
            // It is told of when it is opened.
            return false;
        }
    }

    /** Holds a permit until the answer was dealt with. */
    private void look(RawPath path) {
        OpenFile file;
        FileStatus status;
        try {
            file = OpenFile.open(path);
        } catch (IOException e) {
            fail(path, Reason.UNREADABLE);
            underWay.release();
            return;
        }
        try {
            status = file.status();
        } catch (IOException e) {
            fail(path, Reason.UNREADABLE);
            file.close();
            underWay.release();
            return;
        }
        inspector.inspect(file, true, new Terms(config.object(), config.patience())).whenCompleteAsync((outcome, failure) -> {
            try {
                count(path, status.version().size(), failure == null ? outcome : Outcome.error(Reason.INTERNAL));
                if (failure == null && outcome.infected()) {
                    treatment.treat(file, status.version(), path, outcome.verdict(), outcome.digest());
                } else {
                    file.close();
                }
            } finally {
                underWay.release();
            }
        }, results);
    }

    private synchronized void count(RawPath path, long size, Outcome outcome) {
        files++;
        bytes += size;
        localHits += outcome.local() ? 1 : 0;
        sharedHits += !outcome.local() && outcome.verdict().shared() ? 1 : 0;
        if (outcome.infected()) {
            infected++;
            report.line(new Report.Line(path.text(), outcome.verdict().status().word(), outcome.verdict().threat(), null, member(outcome)));
        } else if (outcome.verdict().status() != ScanStatus.CLEAN) {
            notScanned++;
            report.line(new Report.Line(path.text(), outcome.verdict().status().word(), null, outcome.verdict().reason().word(), member(outcome)));
        }
    }

    private static String member(Outcome outcome) {
        return outcome.verdict().member().isEmpty() ? null : outcome.verdict().member();
    }

    private void fail(Path path, Reason reason) {
        fail(RawPath.of(path), reason);
    }

    private synchronized void fail(RawPath path, Reason reason) {
        notScanned++;
        report.line(new Report.Line(path.text(), ScanStatus.ERROR.word(), null, reason.word(), null));
    }

    private synchronized void tell() {
        if (!report.progress(files, bytes)) {
            stopped = true;
        }
    }
}
