package org.palisade.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.agent.file.RawPath;

@Timeout(30)
class ScanCommandTest {

    private static final String PROGRESS = "{\"kind\":\"progress\",\"progress\":{\"files\":9,\"bytes\":700}}\n";
    private static final String UNREADABLE = "{\"kind\":\"line\",\"line\":{\"path\":\"/u\",\"status\":\"error\",\"reason\":\"unreadable\"}}\n";
    private static final String INFECTED = "{\"kind\":\"line\",\"line\":{\"path\":\"/i\",\"status\":\"infected\",\"threat\":\"T\"}}\n";
    private static final String SUMMARY = "{\"kind\":\"summary\",\"summary\":{\"files\":9,\"bytes\":700,\"infected\":0,\"notScanned\":0,\"localHits\":0,"
            + "\"sharedHits\":0,\"seconds\":1.0}}\n";

    @TempDir
    Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aScanToItsEndWithNothingFoundIsFine() throws Exception {
        assertEquals(0, scan(PROGRESS + SUMMARY));
        assertEquals("", err.toString());
    }

    @Test
    void aScanCutOffIsNotScannedAndSumsUpWhatWasSeen() throws Exception {
        assertEquals(2, scan(PROGRESS + UNREADABLE));
        assertEquals("{\"files\":9,\"bytes\":700,\"infected\":0,\"notScanned\":2,\"localHits\":0,\"sharedHits\":0,\"seconds\":0.0}", lastLine());
        assertTrue(err.toString().contains("the scan is not complete"), err.toString());
    }

    @Test
    void aScanCutOffInTheMiddleOfALineIsNotScanned() throws Exception {
        assertEquals(2, scan(PROGRESS + UNREADABLE.substring(0, 30)));
        assertTrue(lastLine().contains("\"notScanned\":1"), lastLine());
    }

    @Test
    void whatWasFoundBeforeAScanWasCutOffStillCounts() throws Exception {
        assertEquals(1, scan(INFECTED));
        assertTrue(lastLine().startsWith("{\"files\":1,\"bytes\":0,\"infected\":1,\"notScanned\":1,"), lastLine());
    }

    @Test
    void aScanTheAgentRefusesIsNotScanned() throws Exception {
        assertEquals(2, scan("{\"kind\":\"error\",\"message\":\"no\"}\n"));
        assertTrue(err.toString().contains("no; the scan is not complete"), err.toString());
    }

    @Test
    void withoutAnAgentTheSummarySaysSoToo() {
        assertEquals(2, command().run(home, List.of(RawPath.of(home))));
        assertTrue(lastLine().contains("\"notScanned\":1"), lastLine());
    }

    /** Runs the command against an agent that says this and leaves. */
    private int scan(String said) throws IOException, InterruptedException {
        try (ServerSocketChannel agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            agent.bind(UnixDomainSocketAddress.of(home.resolve("control.sock")));
            Thread speaker = new Thread(() -> {
                try (SocketChannel client = agent.accept()) {
                    client.read(ByteBuffer.allocate(4096));
                    client.write(ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            speaker.start();
            int exit = command().run(home, List.of(RawPath.of(home)));
            speaker.join();
            return exit;
        }
    }

    private ScanCommand command() {
        return new ScanCommand(true, false, new PrintWriter(out), new PrintWriter(err), () -> 0);
    }

    private String lastLine() {
        String[] lines = out.toString().split("\n");
        return lines[lines.length - 1];
    }
}
