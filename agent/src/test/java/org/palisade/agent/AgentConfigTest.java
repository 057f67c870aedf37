package org.palisade.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palisade.networkagent.process.Settings;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.agent.discovery.ChoiceConfig;
import org.palisade.agent.discovery.DiscoveryConfig;
import org.palisade.agent.discovery.Role;
import org.palisade.agent.discovery.Scope;
import org.palisade.agent.gap.GapConfig;
import org.palisade.agent.intercept.InterceptConfig;
import org.palisade.agent.intercept.NoVerdict;
import org.palisade.agent.ledger.LedgerConfig;
import org.palisade.agent.quarantine.Action;
import org.palisade.agent.quarantine.QuarantineConfig;
import org.palisade.agent.scan.ScanConfig;

class AgentConfigTest {

    private static final Path HOME = Path.of("/home");
    private static final AgentConfig DEFAULTS = new AgentConfig(URI.create("https://localhost:7271"), HOME, 10_000,
            new DiscoveryConfig(List.of(), new ChoiceConfig(Role.SERVER, Set.of(), ChoiceConfig.Algorithm.STANDARD, Scope.HOST, Scope.SERVER_GROUP,
                    ChoiceConfig.Outside.REFUSE), Duration.ofMinutes(5)),
            new InterceptConfig(List.of(), List.of(), InterceptConfig.Mode.AUTO, NoVerdict.HOLD, Duration.ofSeconds(5), Duration.ofSeconds(60), 4),
            new ScanConfig(2, Duration.ofHours(1), Duration.ofMinutes(5)),
            new LedgerConfig(262_144),
            new QuarantineConfig(Action.QUARANTINE, 1024L * 1024 * 1024),
            new GapConfig(4L * 1024 * 1024));

    @Test
    void theDefaultsAreThese() throws Exception {
        assertEquals(DEFAULTS, AgentConfig.of(settings(""), HOME));
    }

    @Test
    void theSampleFileHoldsTheDefaultsAndEveryKey() throws Exception {
        Path sample = Path.of("..", "config", "agent", "agent.properties");
        assertEquals(DEFAULTS, AgentConfig.of(Settings.read(sample), HOME));
        List<String> keys = Files.readAllLines(sample).stream().filter(line -> line.matches("[a-z.-]+=.*")).toList();
        assertEquals(25, keys.size());
    }

    @Test
    void howToChooseAnSvmIsReadFromItsKeys() throws Exception {
        AgentConfig config = AgentConfig.of(settings("svm.role=workstation\nsvm.tags=red, blue\nsvm.algorithm=extended\nsvm.scope=data-centre\n"
                + "svm.openstack-scope=availability-zone\nsvm.outside-scope=ignore\n"), HOME);
        assertEquals(new ChoiceConfig(Role.WORKSTATION, Set.of("red", "blue"), ChoiceConfig.Algorithm.EXTENDED, Scope.DATA_CENTRE, Scope.AVAILABILITY_ZONE,
                ChoiceConfig.Outside.IGNORE), config.discovery().choice());
    }

    @Test
    void anUnknownKeyStopsTheStartAndIsNamed() throws Exception {
        Settings settings = settings("ledger.filse=3\n");
        SettingsException refusal = assertThrows(SettingsException.class, () -> AgentConfig.of(settings, HOME));
        assertTrue(refusal.getMessage().contains("ledger.filse"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hold.seconds=0", "hold.seconds=soon", "action=destroy", "watch=relative/path", "server.url=http://plain:80", "svm.fixed=host",
        "svm.role=printer", "svm.algorithm=best", "svm.scope=project", "svm.openstack-scope=host", "svm.outside-scope=maybe", "on-access=maybe", "no-verdict=guess", "ledger.files=-1", "gap.megabytes=0"})
    void aValueThatMakesNoSenseStopsTheStartAndItsKeyIsNamed(String line) throws Exception {
        Settings settings = settings(line);
        SettingsException refusal = assertThrows(SettingsException.class, () -> AgentConfig.of(settings, HOME));
        assertTrue(refusal.getMessage().contains(line.substring(0, line.indexOf('='))), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no equals sign", "=value", "action=block\naction=notify"})
    void aLineThatIsNoSettingIsRefused(String text) {
        assertThrows(SettingsException.class, () -> settings(text));
    }

    @Test
    void aWatchedFolderKeepsItsBytesWhateverTheyAre() throws Exception {
        byte[] line = "watch=/a,/b?c\n".getBytes(StandardCharsets.US_ASCII);
        line[11] = (byte) 0xff;
        AgentConfig config = AgentConfig.of(Settings.parse(line), HOME);
        assertArrayEquals(new byte[] {'/', 'b', (byte) 0xff, 'c'}, config.intercept().watch().get(1).bytes());
    }

    private static Settings settings(String text) throws SettingsException {
        return Settings.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
