package org.palisade.agent.scan;

import java.time.Duration;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of scans on demand.
 *
 * @param parallel threads that read and digest files, 1–64
 * @param object   time limit for one object
 * @param patience how long a scan goes on waiting without any SVM
 */
public record ScanConfig(int parallel, Duration object, Duration patience) {

    public static ScanConfig of(Settings settings) throws SettingsException {
        return new ScanConfig(
                (int) settings.number("scan.parallel", 2, 1, 64),
                Duration.ofSeconds(settings.number("scan.object-seconds", 3600, 1, 86_400)),
                Duration.ofSeconds(settings.number("scan.patience-seconds", 300, 1, 86_400)));
    }
}
