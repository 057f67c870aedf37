package org.palisade.scanserver;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.scanserver.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "reload", mixinStandardHelpOptions = true, description = "Lets the running Protection Server read its settings file anew, and tells as JSON which keys "
        + "changed at once and which wait for a restart. A file with an error changes nothing.")
final class ReloadCommand implements Callable<Integer> {

    /** Word of the control socket. */
    static final String RELOAD = "reload";

    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws SettingsException, IOException {
        ScanserverConfig settings = config.read();
        String answer = ControlClient.ask(settings.report().home(), RELOAD);
        String problem = Json.read(answer, LiveSettings.Told.class).problem();
        if (problem != null) {
            throw new SettingsException(problem);
        }
        System.out.println(answer);
        return 0;
    }
}
