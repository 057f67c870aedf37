package org.palisade.scanserver.update;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.palisade.protocol.signed.TrustedKeys;
import org.palisade.protocol.signed.UpdateIndex;
import org.palisade.protocol.signed.UpdateKind;
import org.palisade.protocol.signed.UpdateManifest;
import org.palisade.scanserver.report.SvmEvents;

/**
 * Database updates of this SVM. One thread looks, another may order an update or a rollback; they wait for each other. {@link #status} never waits.
 *
 * <p>A set that was swapped in is on trial until the engine uses it: one that it cannot load, or that has no signature it understands, is taken back.
 */
public final class Updates {

    private static final Logger LOG = System.getLogger(Updates.class.getName());
    private static final long SPARE_BYTES = 64L << 20;
    private static final int DIGEST_IN_NAME = 12;

    /** What the rest of the program has to do with updates. */
    public record Surroundings(Uptake uptake, BooleanSupplier licensed, Consumer<SvmEvents.Kind> events, Clock clock, LongSupplier nanos, String program) {
    }

    private volatile UpdateConfig config;
    private Optional<UpdateSource> source;
    private final Surroundings around;
    private final Step.Watcher watcher;
    private final Sets sets;
    private Optional<String> setBeforeTrial = Optional.empty();
    private long trialSince;
    private long nextCheck;
    private Optional<String> problem = Optional.empty();
    private boolean stale;
    private volatile UpdateStatus status;

    /**
     * Opens the store of sets. Looks at no repository yet.
     *
     * @throws IOException if the store cannot be used
     */
    public Updates(UpdateConfig config, Surroundings around) throws IOException {
        this(config, config.source().map(FolderSource::new), around, Step.Watcher.NONE);
    }

    Updates(UpdateConfig config, Optional<UpdateSource> source, Surroundings around, Step.Watcher watcher) throws IOException {
        this.config = config;
        this.source = source;
        this.around = around;
        this.watcher = watcher;
        this.sets = new Sets(config.folder(), watcher);
        this.trialSince = around.nanos().getAsLong();
        this.nextCheck = trialSince;
        this.status = describe();
    }

    /** How updates fare in the store of a Protection Server that may not run. */
    public static UpdateStatus status(UpdateConfig config, Clock clock) throws IOException {
        return UpdateStatus.of(config, Sets.read(config.folder()), Optional.empty(), clock.instant());
    }

    /**
     * For a start at which the engine cannot load the set in use: takes it back if it is on trial.
     *
     * @return whether another one is in use now, so that the engine may try again
     */
    public static boolean takeBackTrial(UpdateConfig config) throws IOException {
        if (config.source().isEmpty() || !Sets.read(config.folder()).trial()) {
            return false;
        }
        Sets sets = new Sets(config.folder(), Step.Watcher.NONE);
        LOG.log(Level.ERROR, "set {0} cannot be loaded at start and is taken back", sets.generation().current().orElse("none"));
        sets.commit(sets.generation().back());
        return true;
    }

    /** Other settings from now on; the folder and whether there is a repository must be as before. With another repository or channel it looks at once. */
    public synchronized void use(UpdateConfig settings) {
        UpdateConfig before = config;
        config = settings;
        if (!before.source().equals(settings.source())) {
            source = settings.source().map(FolderSource::new);
        }
        long now = around.nanos().getAsLong();
        long latest = now + settings.check().toNanos();
        if (!before.source().equals(settings.source()) || !before.channel().equals(settings.channel()) || !before.keys().equals(settings.keys())) {
            nextCheck = now;
        } else if (nextCheck - latest > 0) {
            nextCheck = latest;
        }
        status = describe();
    }

    /** How updates fare, as of the last look. */
    public UpdateStatus status() {
        return status;
    }

    /** One look; to be repeated every second or so, and whatever goes wrong in one is no reason not to look again. */
    public synchronized void look() {
        if (source.isEmpty()) {
            return;
        }
        try {
            judge();
            if (around.nanos().getAsLong() - nextCheck >= 0) {
                check();
            }
            watchAge();
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.ERROR, "a look at updates failed", e);
        } finally {
            status = describe();
        }
    }

    /**
     * Updates now.
     *
     * @return true if a newer set was put in use, false if there is none
     * @throws IOException if it cannot be done; a {@link RefusedUpdateException} says why it must not
     */
    public synchronized boolean update() throws IOException {
        if (source.isEmpty()) {
            // Nothing failed, and nothing is stale: nobody wanted updates.
            throw new RefusedUpdateException("there is no repository to look at: update.source is not set");
        }
        try {
            judge();
            boolean done = check();
            watchAge();
            if (problem.isPresent()) {
                throw new RefusedUpdateException(problem.get());
            }
            return done;
        } finally {
            status = describe();
        }
    }

    /**
     * Restores the one set before. The one that is given up does not come back; a newer one does.
     *
     * @throws RefusedUpdateException if there is none
     */
    public synchronized void rollback() throws IOException {
        if (sets.generation().previous().isEmpty()) {
            throw new RefusedUpdateException("there is no set before the one in use");
        }
        back("by order");
        status = describe();
    }

    private boolean check() {
        nextCheck = around.nanos().getAsLong() + config.check().toNanos();
        try {
            boolean done = fetch();
            problem = Optional.empty();
            return done;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private boolean fetch() throws IOException {
        Generation now = sets.generation();
        if (now.trial()) {
            throw new RefusedUpdateException("the engine has not loaded the last update yet");
        }
        Repository repository = new Repository(source.get(), config.channel(), TrustedKeys.read(config.keys()));
        Optional<UpdateIndex.Entry> newest = repository.newest(UpdateKind.DATABASES, around.clock().instant());
        if (newest.isEmpty() || newest.get().sequence() == now.floor()) {
            return false;
        }
        UpdateIndex.Entry entry = newest.get();
        if (entry.sequence() < now.floor()) {
            throw new RefusedUpdateException("the repository offers sequence " + entry.sequence() + ", older than " + now.floor());
        }
        if (!around.licensed().getAsBoolean()) {
            throw new RefusedUpdateException("an update needs a valid licence");
        }
        install(repository, entry);
        return true;
    }

    private void install(Repository repository, UpdateIndex.Entry entry) throws IOException {
        byte[] bytes = repository.manifest(entry);
        UpdateManifest manifest = UpdateManifest.kept(bytes);
        if (!ProgramVersion.reaches(around.program(), manifest.minimum())) {
            throw new RefusedUpdateException("update " + manifest.version() + " needs version " + manifest.minimum() + " of this program");
        }
        if (manifest.size() > config.largest()) {
            throw new RefusedUpdateException("update " + manifest.version() + " has " + manifest.size() + " bytes, more than update.largest");
        }
        String name = manifest.sequence() + "-" + entry.manifest().substring(0, DIGEST_IN_NAME);
        try {
            stage(repository, entry, manifest, bytes, name);
        } catch (IOException e) {
            // The next attempt may be hours away, and a full disk may be why this one failed.
            sets.unstage(e);
            throw e;
        }
        Generation before = sets.generation();
        setBeforeTrial = Optional.of(around.uptake().signatureSet());
        trialSince = around.nanos().getAsLong();
        boolean same = before.current().isPresent() && Sets.manifest(config.folder(), before.current().get()).files().equals(manifest.files());
        Generation next = before.install(name, manifest.sequence());
        sets.commit(same ? next.accepted() : next);
        LOG.log(Level.INFO, "update {0} (sequence {1}, {2} files) is in place", manifest.version(), Long.toString(manifest.sequence()),
                Integer.toString(manifest.files().size()));
        if (same) {
            around.events().accept(SvmEvents.Kind.UPDATED);
        }
        judge();
    }

    private void stage(Repository repository, UpdateIndex.Entry entry, UpdateManifest manifest, byte[] bytes, String name) throws IOException {
        // First: what an attempt left that was killed takes room, too.
        Path staging = sets.stage();
        if (Files.getFileStore(config.folder()).getUsableSpace() < manifest.size() + SPARE_BYTES) {
            throw new RefusedUpdateException("there is no room on disk for update " + manifest.version());
        }
        for (UpdateManifest.File file : manifest.files()) {
            repository.fetch(entry, file, staging.resolve(file.name()));
            watcher.passed(Step.FILE_WRITTEN);
        }
        Repository.store(bytes, staging.resolve(UpdateManifest.NAME));
        sets.keep(name);
    }

    /** Ends a trial once it can be said how it went. */
    private void judge() throws IOException {
        Generation now = sets.generation();
        if (!now.trial()) {
            return;
        }
        boolean knows = around.uptake().signatures().isPresent();
        // After a restart the engine has loaded what it found here.
        boolean changed = setBeforeTrial.isEmpty() || !around.uptake().signatureSet().equals(setBeforeTrial.get());
        if (!knows || changed && around.uptake().signatures().getAsLong() > 0) {
            sets.commit(now.accepted());
            around.events().accept(SvmEvents.Kind.UPDATED);
        } else if (changed) {
            back("the engine finds no signature in it");
        } else if (around.nanos().getAsLong() - trialSince >= config.trial().toNanos()) {
            back("the engine did not load it within " + config.trial().toSeconds() + " s");
        }
    }

    private void back(String why) throws IOException {
        Generation now = sets.generation();
        sets.commit(now.back());
        setBeforeTrial = Optional.empty();
        LOG.log(Level.WARNING, "set {0} is taken back: {1}; {2} is in use again", now.current().orElse("none"), why, now.previous().orElse("none"));
        around.events().accept(SvmEvents.Kind.ROLLED_BACK);
    }

    private void failed(IOException e) {
        String why = e.getMessage() == null ? e.toString() : e.getMessage();
        if (!problem.equals(Optional.of(why))) {
            LOG.log(Level.WARNING, "no update: {0}", why);
            around.events().accept(SvmEvents.Kind.UPDATE_FAILED);
        }
        problem = Optional.of(why);
    }

    private void watchAge() {
        boolean old = describe().stale(config, around.clock().instant());
        if (old && !stale) {
            LOG.log(Level.WARNING, "the databases are stale");
            around.events().accept(SvmEvents.Kind.DATABASES_STALE);
        }
        stale = old;
    }

    private UpdateStatus describe() {
        try {
            return UpdateStatus.of(config, sets.generation(), problem, around.clock().instant());
        } catch (IOException e) {
            LOG.log(Level.ERROR, "a set in use has no manifest that can be read", e);
            return new UpdateStatus(UpdateStatus.State.STALE, Optional.empty(), Optional.empty(), false, Optional.of("a set in use has no manifest that can be read"));
        }
    }
}
