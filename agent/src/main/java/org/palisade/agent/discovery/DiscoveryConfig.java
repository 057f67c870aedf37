package org.palisade.agent.discovery;

import java.time.Duration;
import java.util.List;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of discovery.
 *
 * @param fixed  SVMs to use instead of asking the Integration Server; empty to ask
 * @param choice how to choose among those the Integration Server tells of
 * @param settle how long a connection lasts at least before it is given up for a better one; 1 s to 18 h
 */
public record DiscoveryConfig(List<Svm> fixed, ChoiceConfig choice, Duration settle) {

    public static DiscoveryConfig of(Settings settings) throws SettingsException {
        return new DiscoveryConfig(settings.word("svm.fixed", "", text -> settings.list("svm.fixed").stream().map(Svm::parse).toList(),
                "a list of host:port#id, separated by commas"), ChoiceConfig.of(settings),
                settings.seconds("svm.settle-seconds", 300));
    }
}
