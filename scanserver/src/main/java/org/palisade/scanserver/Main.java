package org.palisade.scanserver;

import java.io.IOException;
import java.time.Clock;
import org.palisade.networkagent.process.LogLines;
import org.palisade.networkagent.process.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Entry of the Protection Server. Exit codes: 0 done; 1 it could not be done; 2 called wrongly, or a setting cannot be used.
 */
@Command(name = "scanserver", mixinStandardHelpOptions = true, versionProvider = Main.Versions.class,
        description = "The Protection Server: scans what Light Agents send.",
        subcommands = {RunCommand.class, EnrolCommand.class, InfoCommand.class, UpdateCommand.class, ReloadCommand.class},
        footer = {"", "Exit codes: 0 done; 1 it could not be done; 2 called wrongly, or a setting cannot be used."})
public final class Main {

    private Main() {
    }

    static final class Versions implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"scanserver " + Version.TEXT};
        }
    }

    /** Runs one command. */
    public static void main(String[] args) {
        LogLines.keep();
        System.exit(line().execute(args));
    }

    static Clock clock() {
        return Clock.systemUTC();
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof SettingsException) {
                command.getErr().println("scanserver: " + failure.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            if (failure instanceof IOException) {
                command.getErr().println("scanserver: " + failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
        return line;
    }
}
