package org.palisade.tools.conformance;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Frames;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.MalformedFrameException;
import org.palisade.protocol.scan.Message;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Cancel;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Hello;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Unknown;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Message.Welcome;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.tls.MutualTls;
import org.palisade.protocol.tls.PeerRule;

/** A small server that keeps to the protocol, a thread a connection, but for one fault. It shares nothing with the product's but the codec. */
final class FaultyServer implements AutoCloseable {

    /** What it does wrong. */
    enum Fault {
        NONE, ANSWERS_UNDER_ANOTHER_NUMBER, STATES_A_WRONG_LENGTH, NEVER_ANSWERS, JUDGES_THE_FIRST_FRAGMENT, MIXES_VERDICTS_UP, REMEMBERS_WHAT_IT_DID_NOT_SEE, ANSWERS_WHAT_WAS_CANCELLED,
        WANTS_WITH_GAPS, LEAVES_WITHOUT_A_WORD, TAKES_A_NUMBER_TWICE, FORGETS_DEADLINES, SPEAKS_EVERY_VERSION
    }

    private static final int FRAGMENT = 4096;
    private static final int WINDOW = 3;

    /** A scan under way. */
    private static final class Open {
        private final Subject subject;
        private final byte[] content;
        private final List<Long> awaited = new ArrayList<>();
        private long asked;

        private Open(Subject subject) {
            this.subject = subject;
            this.content = new byte[(int) subject.size()];
        }
    }

    final Server asked;
    private final Fault fault;
    private final SSLServerSocket listening;
    private final Map<Subject, Verdict> known = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    FaultyServer(Fault fault, int patience) throws Exception {
        this.fault = fault;
        TestAuthority authority = new TestAuthority();
        Identity own = authority.identity(PeerKind.SVM);
        Identity agent = authority.identity(PeerKind.AGENT);
        PeerRule svm = PeerRule.any(PeerKind.SVM);
        listening = (SSLServerSocket) own.context(PeerRule.any(PeerKind.AGENT)).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listening.setSSLParameters(MutualTls.parameters(true));
        asked = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()), agent.context(svm), MutualTls.anonymous(own.authority(), svm), 7, patience);
        start("accepting", this::accept);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket socket = (SSLSocket) listening.accept();
                start("connection", () -> serve(socket));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Talk talk = new Talk(socket.getOutputStream());
            try {
                while (talk.take(Frames.read(in, Limits.AGENT_FRAME))) {
                    Thread.onSpinWait();
                }
            } catch (MalformedFrameException e) {
                if (fault != Fault.LEAVES_WITHOUT_A_WORD) {
                    talk.send(new Bye("malformed"));
                }
                socket.shutdownOutput();
            }
        } catch (EOFException | SocketException e) {
            // The peer left.
        } catch (IOException e) {
            // The handshake failed, or the peer left inside a frame.
        }
    }

    /** One connection. */
    private final class Talk {

        private final OutputStream out;
        private final Map<Integer, Open> open = new HashMap<>();
        private boolean welcomed;

        private Talk(OutputStream out) {
            this.out = out;
        }

        private synchronized void send(Message message) throws IOException {
            ByteBuffer frame = Codec.encode(message);
            if (fault == Fault.STATES_A_WRONG_LENGTH && message instanceof Pong) {
                frame.putInt(0, frame.getInt(0) - 1);
            }
            out.write(frame.array(), frame.arrayOffset(), frame.limit());
            out.flush();
        }

        private void answer(int request, Verdict verdict) throws IOException {
            if (fault != Fault.NEVER_ANSWERS) {
                send(new Answer(fault == Fault.ANSWERS_UNDER_ANOTHER_NUMBER ? request + 1 : request, verdict));
            }
        }

        private synchronized boolean take(Message message) throws IOException {
            if (!welcomed) {
                hello(message);
            } else if (message instanceof Lookup lookup) {
                lookup(lookup);
            } else if (message instanceof Scan scan) {
                scan(scan);
            } else if (message instanceof Fragment fragment) {
                fragment(fragment);
            } else if (message instanceof Cancel cancel) {
                if (open.remove(cancel.request()) != null && fault == Fault.ANSWERS_WHAT_WAS_CANCELLED) {
                    answer(cancel.request(), Verdict.error(Reason.CANCELLED));
                }
            } else if (message instanceof Ping ping) {
                send(new Pong(ping.token()));
            } else if (message instanceof Bye) {
                return false;
            } else if (!(message instanceof Pong || message instanceof Unknown)) {
                throw new MalformedFrameException("not for a server");
            }
            return true;
        }

        private void hello(Message message) throws IOException {
            boolean common = message instanceof Hello hello && hello.lowest() <= 1 && hello.highest() >= 1;
            if (!common && !(message instanceof Hello && fault == Fault.SPEAKS_EVERY_VERSION)) {
                throw new MalformedFrameException("no common version");
            }
            welcomed = true;
            send(new Welcome(1, "set", FRAGMENT, Limits.BATCH, WINDOW, 8, 1 << 20, 60, List.of()));
        }

        private void lookup(Lookup lookup) throws IOException {
            if (lookup.request() == 0) {
                throw new MalformedFrameException("request 0");
            }
            List<Verdict> verdicts = new ArrayList<>();
            for (Subject subject : lookup.subjects()) {
                verdicts.add(known.containsKey(subject) ? known.get(subject).asShared() : Verdict.UNKNOWN);
            }
            if (fault == Fault.MIXES_VERDICTS_UP) {
                Collections.reverse(verdicts);
            }
            send(new Known(lookup.request(), verdicts));
        }

        private void scan(Scan scan) throws IOException {
            if (scan.request() == 0 || open.containsKey(scan.request()) && fault != Fault.TAKES_A_NUMBER_TWICE) {
                throw new MalformedFrameException("a number that cannot be");
            }
            if (known.containsKey(scan.subject())) {
                answer(scan.request(), known.get(scan.subject()).asShared());
                return;
            }
            Open made = new Open(scan.subject());
            open.put(scan.request(), made);
            if (fault != Fault.FORGETS_DEADLINES) {
                timer.schedule(() -> expired(scan.request(), made), scan.deadlineMillis(), TimeUnit.MILLISECONDS);
            }
            goOn(scan.request(), made);
        }

        private synchronized void expired(int request, Open scan) {
            try {
                if (open.remove(request, scan)) {
                    answer(request, Verdict.error(Reason.DEADLINE));
                }
            } catch (IOException e) {
                // The peer left.
            }
        }

        private void goOn(int request, Open scan) throws IOException {
            while (scan.awaited.size() < WINDOW && scan.asked < scan.content.length) {
                int length = (int) Math.min(FRAGMENT, scan.content.length - scan.asked);
                scan.awaited.add(scan.asked);
                send(new Want(request, scan.asked, length));
                scan.asked += length + (fault == Fault.WANTS_WITH_GAPS ? 1 : 0);
            }
            if (scan.awaited.isEmpty()) {
                judge(request, scan);
            }
        }

        private void fragment(Fragment fragment) throws IOException {
            Open scan = open.get(fragment.request());
            if (scan == null) {
                return;
            }
            int length = (int) Math.min(FRAGMENT, scan.content.length - fragment.offset());
            if (!scan.awaited.remove(fragment.offset()) || fragment.bytes().remaining() > length) {
                throw new MalformedFrameException("not wanted");
            }
            fragment.bytes().duplicate().get(scan.content, (int) fragment.offset(), fragment.bytes().remaining());
            if (fragment.bytes().remaining() < length || fault == Fault.JUDGES_THE_FIRST_FRAGMENT) {
                judge(fragment.request(), scan);
            } else {
                goOn(fragment.request(), scan);
            }
        }

        private void judge(int request, Open scan) throws IOException {
            open.remove(request);
            boolean announced = Digest.of(Digest.computation().digest(scan.content)).equals(scan.subject.digest()) || fault == Fault.JUDGES_THE_FIRST_FRAGMENT;
            boolean eicar = new String(scan.content, StandardCharsets.ISO_8859_1).contains("EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE");
            Verdict verdict = eicar ? Verdict.infected("Eicar", "", "faulty", "set") : Verdict.clean("faulty", "set");
            if (announced || fault == Fault.REMEMBERS_WHAT_IT_DID_NOT_SEE) {
                known.put(scan.subject, verdict);
            }
            answer(request, announced ? verdict : Verdict.error(Reason.DIGEST_MISMATCH));
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        timer.shutdownNow();
    }
}
