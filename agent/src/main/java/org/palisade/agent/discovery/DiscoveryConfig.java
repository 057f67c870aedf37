package org.palisade.agent.discovery;

import java.util.List;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of discovery.
 *
 * @param fixed  SVMs to use instead of asking the Integration Server; empty to ask
 * @param choice how to choose among those the Integration Server tells of
 */
public record DiscoveryConfig(List<Svm> fixed, ChoiceConfig choice) {

    public static DiscoveryConfig of(Settings settings) throws SettingsException {
        return new DiscoveryConfig(settings.word("svm.fixed", "", text -> settings.list("svm.fixed").stream().map(Svm::parse).toList(),
                "a list of host:port#id, separated by commas"), ChoiceConfig.of(settings));
    }
}
