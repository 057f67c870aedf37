package org.palisade.agent.intercept;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.agent.event.SecurityEvents;
import org.palisade.agent.file.RawPath;
import org.palisade.agent.gap.GapLedger;
import org.palisade.agent.quarantine.Treatment;
import org.palisade.agent.scan.Inspector;

/** Starts the protection the settings ask for and the kernel allows. */
public final class Protector implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Protector.class.getName());

    private final InterceptConfig config;
    private final Path home;
    private final SecurityEvents events;
    private final LongSupplier nanoTime;
    private final Judge judge;
    private volatile Interceptor interceptor = Interceptor.NONE;

    /**
     * Protects nothing before {@link #start}.
     *
     * @param home      a folder of our own
     * @param connected whether there is an SVM
     * @param gaps      where files let through are written down
     */
    public Protector(InterceptConfig config, Path home, Inspector inspector, Treatment treatment, BooleanSupplier connected, GapLedger gaps,
            SecurityEvents events, LongSupplier nanoTime) {
        this.config = config;
        this.home = home;
        this.events = events;
        this.nanoTime = nanoTime;
        this.judge = new Judge(config, inspector, treatment, connected, gaps);
    }

    /**
     * Begins to protect.
     *
     * @throws SettingsException if a watched folder is missing, or fanotify is demanded and not to be had
     */
    public void start() throws SettingsException, IOException {
        if (config.watch().isEmpty() || config.mode() == InterceptConfig.Mode.OFF) {
            LOG.log(Level.WARNING, "no folder is watched: scans on demand only");
            return;
        }
        List<RawPath> watched = new ArrayList<>();
        for (RawPath folder : config.watch()) {
            if (!Files.isDirectory(folder.path())) {
                throw new SettingsException("setting watch names a folder that is not there: " + folder.text());
            }
            watched.add(RawPath.of(folder.path().toRealPath()));
        }
        List<RawPath> excluded = Exclusions.honoured(config.exclude());
        if (config.mode() != InterceptConfig.Mode.WATCH) {
            try {
                interceptor = new FanotifyInterceptor(config, watched, excluded, home, judge, nanoTime);
                LOG.log(Level.INFO, "{0} watched folders are protected on access", watched.size());
                return;
            } catch (IOException | LinkageError e) {
                if (config.mode() == InterceptConfig.Mode.FANOTIFY) {
                    throw new SettingsException("setting on-access is fanotify, but the kernel does not let us: " + e.getMessage());
                }
                LOG.log(Level.WARNING, "no protection on access ({0}): it needs root and a kernel with fanotify; watching for changes instead",
                        e.getMessage());
                events.onlyWatching();
            }
        }
        interceptor = new WatchInterceptor(watched, excluded, judge, nanoTime, events::notAllWatched);
        LOG.log(Level.INFO, "{0} watched folders are watched for changes", watched.size());
    }

    /** What is at work. */
    public Protection protection() {
        return interceptor.protection();
    }

    /** True if opening an infected file of that name is refused. */
    public boolean guards(RawPath path) {
        return interceptor.guards(path);
    }

    /** Folders the settings name. */
    public List<RawPath> watched() {
        return config.watch();
    }

    @Override
    public void close() {
        interceptor.close();
        interceptor = Interceptor.NONE;
        judge.close();
    }
}
