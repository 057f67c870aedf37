package org.palisade.agent.intercept;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;

/** Trees of folders the kernel tells us of. A folder that cannot be watched costs itself only; that there are such folders is told once. */
final class WatchedFolders {

    /** Has the kernel tell of a folder. */
    @FunctionalInterface
    interface Registrar {
        /**
         * Begins to watch.
         *
         * @throws IOException if the kernel has no more room for watches, or the folder is gone
         */
        void register(Path folder) throws IOException;
    }

    private static final Logger LOG = System.getLogger(WatchedFolders.class.getName());

    private final Registrar registrar;
    private final Consumer<Path> files;
    private final Runnable incomplete;
    private final List<Path> excluded;
    private volatile boolean some;
    private boolean told;

    /**
     * Watches nothing before {@link #add}.
     *
     * @param files      told of files found on the way
     * @param incomplete called once, when a folder cannot be watched
     * @param excluded   not watched, nor what is in them
     */
    WatchedFolders(Registrar registrar, Consumer<Path> files, Runnable incomplete, List<Path> excluded) {
        this.registrar = registrar;
        this.files = files;
        this.incomplete = incomplete;
        this.excluded = excluded;
    }

    /** True if at least one folder is watched. */
    boolean some() {
        return some;
    }

    /** Watches a folder and those below it. */
    void add(Path tree, boolean filesToo) {
        Walk walk = new Walk(filesToo);
        try {
            Files.walkFileTree(tree, walk);
        } catch (IOException e) {
            walk.failed(e);
        }
        if (walk.failed > 0 && !told) {
            told = true;
            LOG.log(Level.WARNING, "{0} folders are not watched, nor will others that cannot be: {1}", walk.failed, walk.why);
            incomplete.run();
        }
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final boolean filesToo;
        private long failed;
        private String why = "";

        Walk(boolean filesToo) {
            this.filesToo = filesToo;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (excluded.stream().anyMatch(folder::startsWith)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            try {
                registrar.register(folder);
                some = true;
            } catch (IOException e) {
                failed(e);
            }
            // Also below a folder that is not watched there are files to look at, and folders that may be.
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (filesToo && attributes.isRegularFile()) {
                files.accept(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (Files.isDirectory(file)) {
                failed(e);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            if (e != null) {
                failed(e);
            }
            return FileVisitResult.CONTINUE;
        }

        private void failed(IOException e) {
            // Folders come and go; one that is gone needs no watching.
            if (!(e instanceof NoSuchFileException || e instanceof NotDirectoryException)) {
                failed++;
                // Messages of exceptions about files hold their paths.
                why = e instanceof java.nio.file.FileSystemException ? e.getClass().getSimpleName() : e.getMessage();
            }
        }
    }
}
