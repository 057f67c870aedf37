package org.palisade.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.palisade.agent.cli.Exit;
import org.palisade.agent.cli.InfoCommand;
import org.palisade.agent.cli.PathArguments;
import org.palisade.agent.cli.QuarantineCommand;
import org.palisade.agent.cli.ScanCommand;
import org.palisade.networkagent.process.LogLines;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.agent.control.ControlClient;
import org.palisade.agent.file.RawPath;
import org.palisade.networkagent.Enrolment;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.ServerRefusedException;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line of the Light Agent. */
@Command(name = "agent", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Main.Version.class, exitCodeOnInvalidInput = Exit.USAGE,
        exitCodeOnExecutionException = Exit.FAILED, description = "Palisade's Light Agent: protects this guest.", subcommands = Main.Quarantined.class, exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done, nothing found", "1:scan: something is infected", "2:scan: something was not scanned", "64:the command line makes no sense",
            "69:the agent does not run, or the server cannot be reached", "70:it went wrong", "78:a setting cannot be used"})
public final class Main {

    private static final int LONGEST_TOKEN = 4096;

    @Option(names = "--config", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "settings file (default: agent.properties)",
            defaultValue = "agent.properties")
    private Path config;

    @Spec
    private CommandSpec spec;

    private Main() {
    }

    public static void main(String[] arguments) {
        LogLines.keep();
        LogLines.use(System.Logger.Level.INFO);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("palisade: " + failure.getMessage());
            if (failure instanceof SettingsException) {
                return Exit.CONFIG;
            }
            boolean away = failure instanceof ControlClient.NotRunningException
                    || failure instanceof IOException && !(failure instanceof ServerRefusedException) && "enrol".equals(line.getCommandName());
            return away ? Exit.UNAVAILABLE : Exit.FAILED;
        });
    }

    @SuppressWarnings("try") // The lock is held, not used.
    @Command(name = "run", description = "Protects this guest until it is stopped.")
    int run() throws IOException, SettingsException, InterruptedException {
        AgentConfig settings = settings();
        try (HomeLock lock = new HomeLock(settings.home())) {
            Identity identity = Identity.load(settings.home().resolve("identity"))
                    .orElseThrow(() -> new IOException("this guest has not enrolled yet: agent enrol --config FILE <TOKEN-FILE"));
            Agent agent = new Agent(settings, identity, Agent.hostName(), Version.text());
            CountDownLatch over = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                agent.close();
                over.countDown();
            }, "shutdown"));
            over.await();
        }
        return Exit.OK;
    }

    @SuppressWarnings("try") // The lock is held, not used.
    @Command(name = "enrol", description = "Gets an identity for this guest; the token's text is read from standard input.")
    int enrol(@Option(names = "--server", paramLabel = "URL", description = "the Integration Server, if not the one in the settings") URI server,
            @Option(names = "--again", description = "replace the identity there is") boolean again) throws IOException, SettingsException {
        AgentConfig settings = settings();
        Path folder = settings.home().resolve("identity");
        PrintWriter out = spec.commandLine().getOut();
        Optional<Identity> present = again ? Optional.empty() : Identity.load(folder);
        if (present.isPresent()) {
            out.println("This guest has an identity already: " + present.get().name().id());
            return Exit.OK;
        }
        EnrolmentToken token = token();
        try (HomeLock lock = new HomeLock(settings.home())) {
            Identity identity = Enrolment.enrol(server == null ? settings.server() : server, token, Agent.hostName(), Version.text());
            identity.store(folder);
            out.println("Enrolled as " + identity.name().id());
        }
        return Exit.OK;
    }

    @Command(name = "info", description = "How the running agent is.")
    int info(@Option(names = "--json", description = "one JSON object for scripts") boolean json) throws IOException, SettingsException {
        return InfoCommand.run(settings().home(), json, spec.commandLine().getOut());
    }

    @Command(name = "scan", description = {"Scans files and folders now, through the running agent.",
        "Infected files are treated as the setting \"action\" says, like those found on access."})
    int scan(@Option(names = "--json", description = "one JSON object a line for scripts") boolean json,
            @Parameters(arity = "1..*", paramLabel = "PATH") List<Path> paths) throws IOException, SettingsException {
        boolean terminal = System.console() != null;
        return new ScanCommand(json, terminal, spec.commandLine().getOut(), spec.commandLine().getErr(), System::nanoTime)
                .run(settings().home(), PathArguments.ofThisProcess().raw(paths));
    }

    private AgentConfig settings() throws IOException, SettingsException {
        AgentConfig settings = AgentConfig.read(config);
        // The part of JNA written in C is unpacked and loaded from there; a temporary folder may forbid that, or belong to others.
        System.setProperty("jna.tmpdir", settings.home().toString());
        return settings;
    }

    private static EnrolmentToken token() throws IOException, SettingsException {
        String text = new String(System.in.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8);
        try {
            EnrolmentToken token = EnrolmentToken.parse(text);
            if (token.kind() != PeerKind.AGENT) {
                throw new SettingsException("this token is for a " + token.kind().word() + ", not for an agent");
            }
            return token;
        } catch (IllegalArgumentException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    /** The commands about files taken away. */
    @Command(name = "quarantine", description = "Files taken away on this guest.")
    static final class Quarantined implements Runnable {

        @ParentCommand
        private Main main;

        @Spec
        private CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(spec.commandLine(), "quarantine needs list, restore or delete");
        }

        @Command(name = "list", description = "Shows what is in quarantine.")
        int list(@Option(names = "--json", description = "one JSON object a line for scripts") boolean json) throws IOException, SettingsException {
            return QuarantineCommand.list(main.settings().home(), json, spec.commandLine().getOut());
        }

        @Command(name = "restore", description = "Puts a file back; it is left alone until it changes.")
        int restore(@Parameters(paramLabel = "ID") String id,
                @Option(names = "--to", paramLabel = "PATH", description = "another place than the one it came from") Path to,
                @Option(names = "--json", description = "JSON for scripts") boolean json) throws IOException, SettingsException {
            return QuarantineCommand.restore(main.settings().home(), id, to(to), json, spec.commandLine().getOut());
        }

        private static Optional<RawPath> to(Path path) throws IOException {
            return path == null ? Optional.empty() : PathArguments.ofThisProcess().raw(List.of(path)).stream().findFirst();
        }

        @Command(name = "delete", description = "Deletes a file in quarantine for good.")
        int delete(@Parameters(paramLabel = "ID") String id, @Option(names = "--json", description = "JSON for scripts") boolean json)
                throws IOException, SettingsException {
            return QuarantineCommand.delete(main.settings().home(), id, json, spec.commandLine().getOut());
        }
    }

    /** The version the build put into the archive. */
    static final class Version implements CommandLine.IVersionProvider {

        static String text() {
            return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("development");
        }

        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }
    }
}
