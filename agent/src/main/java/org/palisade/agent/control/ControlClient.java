package org.palisade.agent.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.palisade.networkagent.Json;

/** Asks the running agent. */
public final class ControlClient {

    /** The agent does not run, or not for us. */
    public static final class NotRunningException extends IOException {

        private static final long serialVersionUID = 1L;

        NotRunningException(IOException cause) {
            super("the Light Agent does not run, or belongs to somebody else", cause);
        }
    }

    private ControlClient() {
    }

    /**
     * Gives an order and hands on each reply until the agent has said all.
     *
     * @param home the agent's home
     * @throws NotRunningException if there is no agent
     * @throws IOException         if the order was refused or the agent left before the end
     */
    public static void ask(Path home, Order order, Consumer<Reply> replies) throws IOException {
        boolean end = false;
        try (ControlAddress address = new ControlAddress(home); SocketChannel channel = connect(address)) {
            OutputStream out = Channels.newOutputStream(channel);
            out.write((Json.write(order) + "\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Reply reply = Json.read(line, Reply.class);
                if ("error".equals(reply.kind())) {
                    throw new IOException(reply.message());
                }
                end = !"line".equals(reply.kind()) && !"progress".equals(reply.kind());
                replies.accept(reply);
            }
        }
        if (!end) {
            throw new IOException("the Light Agent left before it was done");
        }
    }

    private static SocketChannel connect(ControlAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(address.address());
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new NotRunningException(e);
        }
    }
}
