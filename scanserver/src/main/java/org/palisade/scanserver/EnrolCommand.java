package org.palisade.scanserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.palisade.networkagent.Enrolment;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.EnrolmentToken;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.networkagent.process.SettingsException;
import org.palisade.scanserver.report.ReportConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "enrol", mixinStandardHelpOptions = true,
        description = "Gets this Protection Server its identity. The enrolment token is read from standard input. Once enrolled, it changes nothing.")
final class EnrolCommand implements Callable<Integer> {

    private static final int LONGEST_TOKEN = 4096;

    @Mixin
    private ConfigOption config;

    @Option(names = "--server", paramLabel = "URL", description = "the Integration Server, https://host:port; server.url of the settings if left out")
    private String server;

    @Override
    public Integer call() throws SettingsException, IOException {
        ScanserverConfig settings = config.read();
        Optional<Identity> present = Identity.load(settings.report().identity());
        if (present.isPresent()) {
            System.out.println("already enrolled as svm " + present.get().name().id());
            return 0;
        }
        URI url = server != null ? ReportConfig.server("--server", server)
                : settings.report().server().orElseThrow(() -> new SettingsException("neither --server nor server.url is set"));
        Identity identity = Enrolment.enrol(url, token(), host(), Version.TEXT);
        identity.store(settings.report().identity());
        System.out.println("enrolled as svm " + identity.name().id());
        return 0;
    }

    private static EnrolmentToken token() throws IOException {
        String text = new String(System.in.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8);
        try {
            EnrolmentToken token = EnrolmentToken.parse(text);
            if (token.kind() == PeerKind.SVM) {
                return token;
            }
            throw new IOException("the token is not for an SVM but for an " + token.kind().word());
        } catch (IllegalArgumentException e) {
            throw new IOException("standard input: " + e.getMessage(), e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "svm";
        }
    }
}
