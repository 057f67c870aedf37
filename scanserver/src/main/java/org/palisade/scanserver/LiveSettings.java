package org.palisade.scanserver;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/** The settings file of a running Protection Server, which is read anew by order: some keys take effect at once, the others wait for a restart. */
final class LiveSettings {

    /** Keys that take effect at once; an {@code update.source} only if there was one and still is: the engine reads another folder with one than without. */
    private static final Pattern LIVE = Pattern.compile("log\\.level"
            + "|connections\\.(max|newcomers-per-address|per-agent|requests|idle-seconds|handshake-seconds|unread-seconds)"
            + "|scan\\.(open|queue|heavy-queue|large|requests|object-size|stall-seconds)"
            + "|cache\\.grace-seconds"
            + "|door\\.(connections|per-peer|stream-max|command-seconds|read-seconds|stream-seconds|scan-seconds|not-fully-scanned|version)"
            + "|update\\.(source|channel|keys|check-seconds|stale-hours|trial-seconds|largest)");
    private static final String SOURCE = "update.source";

    /**
     * What reading anew did.
     *
     * @param problem why the file cannot be used, in which case nothing changed; null if it can
     * @param changed keys that take effect from now on
     * @param waiting keys that are not as they were at the start and wait for the next one
     */
    public record Told(String problem, List<String> changed, List<String> waiting) {
    }

    private final Path file;
    private final Settings started;
    private Settings applied;
    private volatile ScanserverConfig config;

    private LiveSettings(Path file, Settings started, ScanserverConfig config) {
        this.file = file;
        this.started = started;
        this.applied = started;
        this.config = config;
    }

    /**
     * Reads the file for a start.
     *
     * @throws SettingsException if it cannot be used
     */
    static LiveSettings read(Path file) throws SettingsException {
        Settings settings = Settings.read(file);
        return new LiveSettings(file, settings, ScanserverConfig.from(settings, folder(file)));
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().getParent();
    }

    /** What is in effect. */
    ScanserverConfig config() {
        return config;
    }

    /**
     * Reads the file anew. Whatever is wrong with it, nothing changes then. The same file twice changes nothing the second time.
     *
     * @param use gets what is in effect from now on, if that changed: as at the start, but for the keys that take effect at once
     */
    synchronized Told reload(Consumer<ScanserverConfig> use) {
        try {
            Settings fresh = Settings.read(file);
            ScanserverConfig.from(fresh, folder(file));
            Set<String> live = new TreeSet<>();
            Set<String> waiting = new TreeSet<>();
            for (String key : started.differences(fresh)) {
                (live(key, fresh) ? live : waiting).add(key);
            }
            Settings next = started.with(live, fresh);
            ScanserverConfig all = ScanserverConfig.from(next, folder(file));
            Set<String> changed = applied.differences(next);
            if (!changed.isEmpty()) {
                use.accept(all);
                applied = next;
                config = all;
            }
            return new Told(null, List.copyOf(changed), List.copyOf(waiting));
        } catch (SettingsException e) {
            return new Told(e.getMessage(), List.of(), List.of());
        }
    }

    private boolean live(String key, Settings fresh) {
        return LIVE.matcher(key).matches() && (!key.equals(SOURCE) || started.text(SOURCE).isPresent() && fresh.text(SOURCE).isPresent());
    }
}
