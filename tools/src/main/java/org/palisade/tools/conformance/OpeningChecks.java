package org.palisade.tools.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Hello;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Welcome;

/** How a connection begins. */
final class OpeningChecks {

    private OpeningChecks() {
    }

    static List<Check> all() {
        return List.of(
                new Check("1", "TLS 1.2 is refused", OpeningChecks::olderTls),
                new Check("1", "a client without a certificate is refused", OpeningChecks::noCertificate),
                new Check("3", "hello is answered with welcome and usable terms", OpeningChecks::welcome),
                new Check("3", "a version in a range is found, capabilities nobody knows are passed over", OpeningChecks::future),
                new Check("2", "bytes after the last field of hello are passed over", OpeningChecks::longerHello),
                new Check("4", "without a common version there is a goodbye and the end", OpeningChecks::noVersion),
                new Check("5", "a first message other than hello ends the connection", OpeningChecks::noHello),
                new Check("2", "messages of unknown types are skipped", OpeningChecks::unknownTypes),
                new Check("4", "a ping is answered with its eight bytes", OpeningChecks::ping),
                new Check("4", "after a goodbye the server ends the connection", OpeningChecks::goodbye));
    }

    private static void olderTls(Server server) throws IOException {
        try (SSLSocket socket = (SSLSocket) server.tls().getSocketFactory().createSocket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(server.patience());
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            try {
                socket.startHandshake();
            } catch (IOException e) {
                return;
            }
            throw new Failure("it speaks TLS 1.2");
        } catch (SSLException | IllegalArgumentException e) {
            throw new Failure("this Java cannot offer TLS 1.2: " + e.getMessage());
        }
    }

    private static void noCertificate(Server server) throws IOException {
        try (Agent nobody = new Agent(server.address(), server.nobody(), server.patience())) {
            nobody.hello();
        } catch (Failure e) {
            return;
        } catch (IOException e) {
            return;
        }
        throw new Failure("it welcomes somebody without a certificate");
    }

    private static void welcome(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            Welcome welcome = agent.hello();
            Failure.unless(welcome.version() == 1, "version 1 was asked for, not " + welcome.version());
            Failure.unless(!welcome.signatureSet().isEmpty(), "no signature set is named");
            Failure.unless(welcome.objectSize() > 0, "no object may have a byte");
            Failure.unless(welcome.capabilities().stream().allMatch("notices"::equals), "a capability that was not named is agreed on");
        }
    }

    private static void future(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            agent.send(new Hello(1, 65535, "future", List.of("telepathy")));
            Welcome welcome = agent.expect(Welcome.class);
            Failure.unless(welcome.capabilities().isEmpty(), "telepathy was agreed on");
        }
    }

    private static void longerHello(Server server) throws IOException {
        ByteBuffer frame = Codec.encode(new Hello(1, 1, "longer", List.of()));
        byte[] longer = Arrays.copyOf(frame.array(), frame.limit() + 3);
        ByteBuffer.wrap(longer).putInt(0, longer.length - Integer.BYTES);
        try (Agent agent = server.connect()) {
            agent.sendRaw(longer);
            agent.expect(Welcome.class);
        }
    }

    private static void noVersion(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            agent.send(new Hello(2, 9, "future", List.of()));
            agent.refused();
        }
    }

    private static void noHello(Server server) throws IOException {
        try (Agent agent = server.connect()) {
            agent.send(new Ping(1));
            agent.refused();
        }
    }

    private static void unknownTypes(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.sendRaw(0, 0, 0, 7, 99, 0, 0, 0, 1, 42, 42);
            agent.sendRaw(0, 0, 0, 5, 255, 0, 0, 0, 0);
            agent.isWell(3);
        }
    }

    private static void ping(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            for (long token : List.of(0L, -1L, Long.MIN_VALUE)) {
                agent.isWell(token);
            }
        }
    }

    private static void goodbye(Server server) throws IOException {
        try (Agent agent = server.agent()) {
            agent.send(new Bye("done"));
            agent.ended();
        }
    }
}
