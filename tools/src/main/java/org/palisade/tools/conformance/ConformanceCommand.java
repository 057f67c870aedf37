package org.palisade.tools.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.Json;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a server whether it keeps to the scan protocol. */
@Command(name = "conformance", mixinStandardHelpOptions = true,
        description = {"Asks a Protection Server, of whatever make, whether it keeps to the scan protocol (docs/protocol.md), and prints what it does not.",
            "Exit code 0: it does; 1: it does not, or could not be asked."})
public final class ConformanceCommand implements Callable<Integer> {

    @Option(names = "--address", required = true, paramLabel = "HOST:PORT", description = "where it listens")
    private String address;

    @Option(names = "--identity", required = true, paramLabel = "FOLDER",
            description = "identity of an agent: identity.key, identity.crt, authority.crt, as an enrolled agent has it in its home")
    private Path identity;

    @Option(names = "--svm", paramLabel = "ID", description = "the id it must have; any SVM of the authority if not given")
    private UUID svm;

    @Option(names = "--patience-seconds", defaultValue = "30", description = "longest wait for anything; must be longer than the server waits for a half frame (default: ${DEFAULT-VALUE})")
    private int patience;

    @Option(names = "--json", description = "one JSON object a check for scripts")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        PrintWriter out = spec.commandLine().getOut();
        Identity self = Identity.load(identity).orElseThrow(() -> new IOException("there is no identity in " + identity));
        PeerRule rule = svm == null ? PeerRule.any(PeerKind.SVM) : PeerRule.only(PeerKind.SVM, svm);
        Server server = new Server(address(), self.context(rule), MutualTls.anonymous(self.authority(), rule), new SecureRandom().nextInt() & 0xffffffffL,
                patience * 1000);
        List<Conformance.Result> results = Conformance.run(server, result -> {
            out.println(json ? Json.write(result) : String.format("%2d  §%-2s %-5s %s%s", result.number(), result.section(), result.kept() ? "pass" : "FAIL", result.promise(),
                    result.kept() ? "" : System.lineSeparator() + "            " + result.why().replaceAll("\\p{Cntrl}", "?")));
            out.flush();
        });
        long kept = results.stream().filter(Conformance.Result::kept).count();
        if (!json) {
            out.println(kept + " of " + results.size() + " checks passed");
        }
        out.flush();
        return kept == results.size() ? 0 : 1;
    }

    private InetSocketAddress address() {
        int colon = address.lastIndexOf(':');
        try {
            return new InetSocketAddress(address.substring(0, colon).replaceAll("^\\[|]$", ""), Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ParameterException(spec.commandLine(), "--address must be HOST:PORT");
        }
    }
}
