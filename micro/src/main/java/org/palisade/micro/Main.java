package org.palisade.micro;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.ClusterCommandResult;
import fish.payara.micro.PayaraMicroRuntime;
import fish.payara.micro.boot.AdminCommandRunner;
import fish.payara.micro.boot.PayaraMicroBoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Properties;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.setup.DerivedSecrets;

/**
 * The Integration Server on Payara Micro: {@code java -jar palisade-micro.jar --home DIR [--secrets DIR] [--address ADDRESS] [--port PORT]}.
 * The init step ({@code org.palisade.server.setup.Init}) must have run. Ends with status 1 if it cannot start, 2 if it is called wrongly.
 */
public final class Main {

    private Main() {
    }

    /** Starts the server and returns; the server's own threads keep the process. */
    public static void main(String[] arguments) {
        PrintStream err = System.err;
        MicroConfig config;
        try {
            config = MicroConfig.of(arguments, MicroConfig.runtimeOfThisProgram());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(MicroConfig.USAGE);
            System.exit(2);
            return;
        }
        try {
            start(config);
        } catch (IOException | BootstrapException | ReflectiveOperationException | IllegalStateException e) {
            err.println("the server did not start: " + e.getMessage() + "; its log is in " + config.home().resolve("log"));
            System.exit(1);
        }
    }

    private static void start(MicroConfig config) throws IOException, BootstrapException, ReflectiveOperationException {
        PrintStream out = System.out;
        Domain domain = Domain.fresh(config);
        systemProperties(config, domain);
        ServerHome home = ServerHome.ofThisProcess();
        DerivedSecrets secrets = DerivedSecrets.of(home.secrets());
        Certificates.use(home, secrets);
        Database database = Database.of(home, secrets);

        PayaraMicroBoot micro = payaraMicro(config);
        micro.setRootDir(domain.file()).setNoHazelcast(true).setPrintLogo(false);
        micro.setPreBootHandler(runner -> Listener.settings(config).forEach(setting -> run(runner, "set", setting)));
        micro.setPostBootHandler(runner -> database.commands()
                .forEach(command -> run(runner, command.get(0), command.subList(1, command.size()).toArray(String[]::new))));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(micro, database, domain), "stop"));

        PayaraMicroRuntime server = micro.bootStrap();
        server.deploy("palisade", "/", config.runtime().resolve("palisade.war").toFile());
        if (!server.getDeployedApplicationNames().contains("palisade")) {
            // Not by the answer of deploy: it is true whatever happened.
            throw new IllegalStateException("the application was refused");
        }
        out.println("ready: https://" + config.address() + ":" + config.port() + "/");
    }

    private static void systemProperties(MicroConfig config, Domain domain) throws IOException {
        Properties properties = new Properties();
        try (InputStream boot = Main.class.getResourceAsStream("boot.properties")) {
            properties.load(boot);
        }
        properties.stringPropertyNames().forEach(name -> System.setProperty(name, properties.getProperty(name)));
        System.setProperty(ServerHome.HOME_PROPERTY, config.home().toString());
        System.setProperty(ServerHome.SECRETS_PROPERTY, config.secrets().toString());
        System.setProperty("java.io.tmpdir", domain.temporary().toString());
    }

    /** Payara's launcher starts its class by name as well: the class is not among those one may compile against. */
    private static PayaraMicroBoot payaraMicro(MicroConfig config) throws ReflectiveOperationException {
        Path payara = config.runtime().resolve("payara");
        System.setProperty("fish.payara.micro.BootJar", payara.resolve("launch-micro.jar").toUri().toString());
        System.setProperty("fish.payara.micro.UnpackDir", payara.toString());
        return (PayaraMicroBoot) Class.forName("fish.payara.micro.impl.PayaraMicroImpl").getMethod("getInstance").invoke(null);
    }

    private static void run(AdminCommandRunner runner, String command, String... arguments) {
        ClusterCommandResult result = runner.run(command, arguments);
        if (result.getExitStatus() == ClusterCommandResult.ExitStatus.FAILURE) {
            throw new IllegalStateException(command + " was refused", result.getFailureCause());
        }
    }

    private static void stop(PayaraMicroBoot micro, Database database, Domain domain) {
        try {
            micro.shutdown();
        } catch (BootstrapException | IllegalStateException e) {
            // Payara's own hook was faster, or the server never stood: either way it no longer uses the database.
        }
        database.close();
        try {
            domain.delete();
        } catch (IOException e) {
            // The next start deletes it.
        }
    }
}
