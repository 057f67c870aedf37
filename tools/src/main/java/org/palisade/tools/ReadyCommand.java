package org.palisade.tools;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.palisade.networkagent.ServerLink;
import org.palisade.protocol.http.ConsoleRecords.Overview;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Waits until the Integration Server answers. */
@Command(name = "ready", mixinStandardHelpOptions = true, description = "Waits until the Integration Server answers.")
final class ReadyCommand implements Callable<Integer> {

    private static final Duration PAUSE = Duration.ofMillis(250);

    @Mixin
    private ConsoleOptions console;

    @Option(names = "--seconds", defaultValue = "60", description = "how long to wait (default ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--pid", defaultValue = "0", description = "stop waiting when this process is gone")
    private long pid;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerLink link = console.link();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            try {
                link.get("/api/v1/console/overview", Overview.class);
                return 0;
            } catch (IOException e) {
                if (pid != 0 && ProcessHandle.of(pid).isEmpty()) {
                    throw new IOException("the Integration Server stopped while it started", e);
                }
                if (System.nanoTime() > until) {
                    throw new IOException("the Integration Server does not answer: " + e.getMessage(), e);
                }
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }
}
