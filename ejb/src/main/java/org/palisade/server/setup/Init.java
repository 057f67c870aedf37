package org.palisade.server.setup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.palisade.server.platform.boundary.ServerHome;
import org.palisade.server.secret.control.SealException;

/**
 * The init step: makes what must be there before any container starts. Runs on the ejb jar and its libraries, without Jakarta. Harmless when
 * repeated: what is there stays, what is missing or nears its end is made.
 */
public final class Init {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final String HELP = """
            Usage: Init --home DIR [--secrets DIR] [--name HOST_OR_IP]...
                   Init derive --secrets DIR derby-boot|keystore
                   Init --help

            Prepares an Integration Server before its first start; harmless when repeated.

              --home DIR      the server's home: key ring, certificates, later its database
              --secrets DIR   master key, first password, first tokens, console certificate; default: secrets in the home
              --name NAME     a host name or IP address the server is reached by, besides those of this machine; repeatable
              derive          prints one password derived from the master key, for scripts

            Exit codes: 0 done, 1 failed, 2 wrong usage.
            """;

    private Init() {
    }

    /** Runs the step and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err, Clock.systemUTC()));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err, Clock clock) {
        try {
            Order order = Order.parse(List.of(arguments));
            if (order.help()) {
                out.print(HELP);
            } else if (order.derive()) {
                out.println(derived(order));
            } else {
                Installation installation = new Installation(order.serverHome(), clock);
                installation.complete(order.names()).forEach(out::println);
            }
            return DONE;
        } catch (UsageException e) {
            err.println("init: " + e.getMessage());
            err.print(HELP);
            return USAGE;
        } catch (IOException | SealException | IllegalStateException e) {
            err.println("init: " + e.getClass().getSimpleName() + ": " + e.getMessage());
            return FAILED;
        }
    }

    private static String derived(Order order) throws IOException {
        DerivedSecrets secrets = DerivedSecrets.of(order.secrets());
        return switch (order.what()) {
            case "derby-boot" -> secrets.derbyBootPassword();
            case "keystore" -> secrets.keyStorePassword();
            default -> throw new UsageException("derive derby-boot or keystore");
        };
    }

    private static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    private record Order(boolean help, boolean derive, String what, String home, String secretsGiven, List<String> names) {

        static Order parse(List<String> arguments) {
            boolean derive = !arguments.isEmpty() && arguments.get(0).equals("derive");
            String home = "";
            String secrets = "";
            String what = "";
            List<String> names = new ArrayList<>();
            for (int i = derive ? 1 : 0; i < arguments.size(); i++) {
                switch (arguments.get(i)) {
                    case "--help", "-h" -> {
                        return new Order(true, false, "", "", "", List.of());
                    }
                    case "--home" -> home = value(arguments, ++i);
                    case "--secrets" -> secrets = value(arguments, ++i);
                    case "--name" -> names.add(value(arguments, ++i));
                    default -> {
                        if (!derive || !what.isEmpty() || arguments.get(i).startsWith("-")) {
                            throw new UsageException("what is " + arguments.get(i) + "?");
                        }
                        what = arguments.get(i);
                    }
                }
            }
            if (derive && (secrets.isEmpty() || what.isEmpty())) {
                throw new UsageException("derive needs --secrets and what to derive");
            }
            if (!derive && home.isEmpty()) {
                throw new UsageException("--home is missing");
            }
            return new Order(false, derive, what, home, secrets, names);
        }

        Path secrets() {
            return secretsGiven.isEmpty() ? Path.of(home, "secrets") : Path.of(secretsGiven);
        }

        ServerHome serverHome() {
            return new ServerHome(Path.of(home), secrets());
        }

        private static String value(List<String> arguments, int at) {
            if (at >= arguments.size() || arguments.get(at).isBlank()) {
                throw new UsageException(arguments.get(at - 1) + " needs a value");
            }
            return arguments.get(at);
        }
    }
}
