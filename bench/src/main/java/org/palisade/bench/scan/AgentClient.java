package org.palisade.bench.scan;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/** One agent's connection, as plain as can be: a question, then its answer. */
final class AgentClient implements AutoCloseable {

    /** Gives pieces of an object. */
    interface Pieces {
        ByteBuffer at(long offset, int length);
    }

    private static final int DEADLINE_MILLIS = 60_000;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private String signatureSet;
    private int request;

    AgentClient(Identity identity, int port) throws IOException {
        socket = (SSLSocket) identity.context(PeerRule.any(PeerKind.SVM)).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSSLParameters(MutualTls.parameters(false));
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        out = socket.getOutputStream();
        Frames.write(out, new Message.Hello(Limits.VERSION, Limits.VERSION, "bench", List.of()));
        signatureSet = ((Message.Welcome) Frames.read(in)).signatureSet();
    }

    /** The next message, whatever it is. */
    Message next() throws IOException {
        Message message = Frames.read(in);
        if (message instanceof Message.Notice notice && notice.kind() == Message.NoticeKind.SIGNATURE_SET) {
            signatureSet = notice.detail();
        }
        return message;
    }

    /** The signature set the server named last, in its welcome or in a notice. */
    String signatureSet() {
        return signatureSet;
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** Asks for one digest. */
    Verdict lookup(Message.Subject subject) throws IOException {
        Frames.write(out, new Message.Lookup(++request, true, List.of(subject)));
        Message message = next();
        while (!(message instanceof Message.Known)) {
            message = next();
        }
        return ((Message.Known) message).verdicts().get(0);
    }

    /** Has an object scanned, and delivers what the server wants of it. */
    Verdict scan(byte[] content, boolean archives) throws IOException {
        return scan(new Message.Subject(Digest.of(Digest.computation().digest(content)), content.length), (offset, length) -> ByteBuffer.wrap(content, (int) offset, length), archives);
    }

    /** The same for one whose digest is known and whose bytes need not lie in one array. */
    Verdict scan(Message.Subject subject, Pieces content, boolean archives) throws IOException {
        Frames.write(out, new Message.Scan(++request, subject, DEADLINE_MILLIS, archives));
        while (true) {
            Message message = next();
            if (message instanceof Message.Want want) {
                Frames.write(out, new Message.Fragment(want.request(), want.offset(), content.at(want.offset(), want.length())));
            } else if (message instanceof Message.Answer answer && answer.request() == request) {
                return answer.verdict();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
