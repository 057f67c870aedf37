package org.palisade.agent.discovery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;

/**
 * Settings of the choice among the SVMs the Integration Server tells of.
 *
 * @param role           what the guest is for
 * @param tags           connection tags of this agent; empty if it has none
 * @param algorithm      how to choose
 * @param scope          for the extended algorithm: what is near, but on OpenStack
 * @param openStackScope for both algorithms: what is near on OpenStack
 * @param outside        for the extended algorithm: what becomes of SVMs that are not near
 */
public record ChoiceConfig(Role role, Set<String> tags, Algorithm algorithm, Scope scope, Scope openStackScope, Outside outside) {

    /** How to choose. */
    public enum Algorithm { STANDARD, EXTENDED }

    /** What becomes of SVMs that are not near. */
    public enum Outside {
        /** The agent does not go there, and rather goes nowhere. */
        REFUSE,
        /** Where SVMs are does not count at all. */
        IGNORE
    }

    static ChoiceConfig of(Settings settings) throws SettingsException {
        return new ChoiceConfig(settings.choice("svm.role", Role.SERVER), Set.copyOf(settings.list("svm.tags")),
                settings.choice("svm.algorithm", Algorithm.STANDARD), scope(settings, "svm.scope", Scope.HOST, false),
                scope(settings, "svm.openstack-scope", Scope.SERVER_GROUP, true), settings.choice("svm.outside-scope", Outside.REFUSE));
    }

    private static Scope scope(Settings settings, String key, Scope otherwise, boolean openStack) throws SettingsException {
        return settings.word(key, word(otherwise), text -> Arrays.stream(Scope.values()).filter(scope -> scope.openStack() == openStack && word(scope).equals(text))
                .findFirst().orElseThrow(IllegalArgumentException::new),
                "one of " + Arrays.stream(Scope.values()).filter(scope -> scope.openStack() == openStack).map(ChoiceConfig::word).toList());
    }

    private static String word(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
