package org.palisade.agent.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.palisade.agent.discovery.Svm;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Capability;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/** Connects to an SVM, has it prove who it is, and greets it. */
final class Greeting {

    private static final int TIMEOUT_MILLIS = 5000;

    private final Identity identity;
    private final String software;

    Greeting(Identity identity, String software) {
        this.identity = identity;
        this.software = software;
    }

    /** A connection that has been greeted and not been used yet. */
    record Greeted(Svm svm, Socket plain, Socket secure, Message.Welcome welcome) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            // The TLS socket's own close would wait for a writer that is stuck.
            plain.close();
        }
    }

    /**
     * Greets an SVM.
     *
     * @throws IOException if it cannot be had, is another one, refuses, or has not answered each step within five seconds
     */
    Greeted greet(Svm svm) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(svm.address(), svm.port()), TIMEOUT_MILLIS);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            SSLSocket secure = (SSLSocket) identity.context(PeerRule.only(PeerKind.SVM, svm.id())).getSocketFactory()
                    .createSocket(plain, svm.address(), svm.port(), true);
            secure.setSSLParameters(MutualTls.parameters(false));
            secure.startHandshake();
            Message.Welcome welcome = welcome(secure);
            plain.setSoTimeout(0);
            return new Greeted(svm, plain, secure, welcome);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            plain.close();
            throw e;
        }
    }

    private Message.Welcome welcome(SSLSocket secure) throws IOException {
        Frames.write(secure.getOutputStream(), new Message.Hello(Limits.VERSION, Limits.VERSION, software, Capability.words()));
        Message answer = Frames.read(secure.getInputStream());
        if (!(answer instanceof Message.Welcome welcome)) {
            throw new IOException(answer instanceof Message.Bye bye ? "it refused: " + bye.text() : "it did not say welcome");
        }
        if (welcome.version() != Limits.VERSION) {
            throw new IOException("it speaks version " + welcome.version());
        }
        return welcome;
    }
}
