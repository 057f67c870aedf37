package org.palisade.it;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.ScanStatus;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/** A VM that sends a tree as an agent does: look-ups in batches, then scans of what is unknown, several under way; told to come back, it comes back. */
final class GuestClient implements AutoCloseable {

    private static final int BATCH = 128;
    private static final int UNDER_WAY = 8;
    private static final int DEADLINE_MILLIS = 300_000;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private int request;

    GuestClient(Identity identity, int port) throws IOException {
        socket = (SSLSocket) identity.context(PeerRule.any(PeerKind.SVM)).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSSLParameters(MutualTls.parameters(false));
        socket.setSoTimeout(DEADLINE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        send(new Message.Hello(Limits.VERSION, Limits.VERSION, "test", List.of()));
        if (!(next() instanceof Message.Welcome)) {
            throw new IOException("no welcome");
        }
    }

    /** Has all of it judged; gives how many were clean. */
    int send(List<byte[]> tree) throws IOException {
        int clean = 0;
        for (int from = 0; from < tree.size(); from += BATCH) {
            List<byte[]> batch = tree.subList(from, Math.min(tree.size(), from + BATCH));
            List<Verdict> known = lookup(batch);
            Deque<byte[]> unknown = new ArrayDeque<>();
            for (int i = 0; i < batch.size(); i++) {
                if (known.get(i).status() == ScanStatus.CLEAN) {
                    clean++;
                } else {
                    unknown.add(batch.get(i));
                }
            }
            clean += scan(unknown);
        }
        return clean;
    }

    private List<Verdict> lookup(List<byte[]> batch) throws IOException {
        List<Message.Subject> subjects = new ArrayList<>();
        for (byte[] content : batch) {
            subjects.add(subject(content));
        }
        send(new Message.Lookup(++request, true, subjects));
        while (true) {
            if (next() instanceof Message.Known known && known.request() == request) {
                return known.verdicts();
            }
        }
    }

    private int scan(Deque<byte[]> waiting) throws IOException {
        Map<Integer, byte[]> open = new HashMap<>();
        int clean = 0;
        while (!waiting.isEmpty() || !open.isEmpty()) {
            while (!waiting.isEmpty() && open.size() < UNDER_WAY) {
                byte[] content = waiting.remove();
                open.put(++request, content);
                send(new Message.Scan(request, subject(content), DEADLINE_MILLIS, true));
            }
            Message message = next();
            if (message instanceof Message.Want want && open.containsKey(want.request())) {
                send(new Message.Fragment(want.request(), want.offset(), ByteBuffer.wrap(open.get(want.request()), (int) want.offset(), want.length())));
            } else if (message instanceof Message.Answer answer && open.containsKey(answer.request())) {
                byte[] content = open.remove(answer.request());
                if (answer.verdict().status() == ScanStatus.CLEAN) {
                    clean++;
                } else if (answer.verdict().retryAfterMillis() > 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(answer.verdict().retryAfterMillis()));
                    waiting.add(content);
                } else {
                    throw new IOException("instead of clean: " + answer.verdict());
                }
            }
        }
        return clean;
    }

    private static Message.Subject subject(byte[] content) {
        return new Message.Subject(Digest.of(Digest.computation().digest(content)), content.length);
    }

    private void send(Message message) throws IOException {
        Frames.write(out, message);
        out.flush();
    }

    private Message next() throws IOException {
        Message message = Frames.read(in);
        if (message instanceof Message.Ping ping) {
            send(new Message.Pong(ping.token()));
        } else if (message instanceof Message.Bye bye) {
            throw new IOException("the server says goodbye: " + bye.text());
        }
        return message;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
