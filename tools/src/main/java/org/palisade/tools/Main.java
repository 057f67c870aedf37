package org.palisade.tools;

import java.time.Clock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.palisade.tools.conformance.ConformanceCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry of the command-line tools. */
@Command(name = "palisade-tools", mixinStandardHelpOptions = true, version = "0.1.0",
        description = "Asks the Integration Server what there is and what happened; makes update packages; tries a Protection Server against the protocol.",
        subcommands = {StatusCommand.class, EventsCommand.class, ReadyCommand.class, UpdateBundleCommand.class, ConformanceCommand.class})
public final class Main {

    private Main() {
    }

    /**
     * Runs one command; the exit code is 0, 1 if it could not be done, 2 if it was called wrongly.
     */
    public static void main(String[] args) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(line().execute(args));
    }

    static Clock clock() {
        return Clock.systemUTC();
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("palisade: " + failure.getMessage());
            return 1;
        });
        return line;
    }
}
