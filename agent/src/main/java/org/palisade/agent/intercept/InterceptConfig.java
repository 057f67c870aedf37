package org.palisade.agent.intercept;

import java.time.Duration;
import java.util.List;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.agent.file.RawPath;

/**
 * Settings of protection.
 *
 * @param watch     folders to protect, with all that is in them
 * @param exclude   folders in them that are left alone on access, and are scanned on demand only
 * @param mode      by which means
 * @param noVerdict what happens without a verdict
 * @param hold      longest time an opening waits
 * @param object    time limit for one object
 * @param workers   threads that read and digest files
 */
public record InterceptConfig(List<RawPath> watch, List<RawPath> exclude, Mode mode, NoVerdict noVerdict, Duration hold, Duration object, int workers) {

    /** By which means folders are protected. */
    public enum Mode {
        /** By fanotify if the kernel lets us, else by watching. */
        AUTO,
        /** By fanotify; without it the agent does not start. */
        FANOTIFY,
        /** By watching. */
        WATCH,
        /** Not at all; scans on demand only. */
        OFF
    }

    public static InterceptConfig of(Settings settings) throws SettingsException {
        return new InterceptConfig(
                folders(settings, "watch"),
                folders(settings, "exclude"),
                settings.choice("on-access", Mode.AUTO),
                settings.choice("no-verdict", NoVerdict.HOLD),
                Duration.ofSeconds(settings.number("hold.seconds", 5, 1, 60)),
                Duration.ofSeconds(settings.number("object.seconds", 60, 1, 3600)),
                (int) settings.number("on-access.workers", 4, 1, 64));
    }

    private static List<RawPath> folders(Settings settings, String key) throws SettingsException {
        return settings.word(key, "", ignored -> settings.bytes(key).stream().map(RawPath::of).toList(), "a list of absolute paths, separated by commas");
    }
}
