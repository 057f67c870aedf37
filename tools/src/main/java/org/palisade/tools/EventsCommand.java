package org.palisade.tools;

import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palisade.networkagent.Json;
import org.palisade.networkagent.ServerLink;
import org.palisade.networkagent.ServerRefusedException;
import org.palisade.protocol.http.ConsoleRecords;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What happened. */
@Command(name = "events", mixinStandardHelpOptions = true, description = "Shows the events, oldest first.")
final class EventsCommand implements Callable<Integer> {

    /** An event as scripts read it; its shape is stable. */
    @JsonbNillable
    @JsonbPropertyOrder({"id", "time", "severity", "kind", "source", "path", "threat", "digest", "action"})
    public record Line(String id, String time, String severity, String kind, String source, String path, String threat, String digest,
                       String action) {

        static Line of(ConsoleRecords.Event event) {
            return new Line(event.id(), event.time(), event.severity(), event.kind(), event.source(), event.path(), event.threat(),
                    event.digest(), event.action());
        }

        /** For people: what is known, on one line; control characters in a path are shown as {@code ?}. */
        String text() {
            return Stream.of(time, String.format("%-11s", severity), kind, threat, path, action, source)
                    .filter(Objects::nonNull).collect(Collectors.joining("  ")).replaceAll("\\p{Cntrl}", "?");
        }
    }

    private static final int PAGE = 500;

    @Mixin
    private ConsoleOptions console;

    @Option(names = "--json", description = "one JSON object a line for scripts")
    private boolean json;

    @Option(names = "--follow", description = "go on and show new events as they come; end with Ctrl-C")
    private boolean follow;

    @Option(names = "--kind", description = "only events of this kind, for example malware-detected")
    private String kind;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerLink link = console.link();
        PrintWriter out = spec.commandLine().getOut();
        long after = 0;
        while (true) {
            ConsoleRecords.Events page = page(link, after);
            page.events().forEach(event -> out.println(json ? Json.write(Line.of(event)) : Line.of(event).text()));
            out.flush();
            after = Math.max(after, page.last());
            if (page.events().isEmpty()) {
                if (!follow) {
                    return 0;
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private ConsoleRecords.Events page(ServerLink link, long after) throws IOException, InterruptedException {
        String path = "/api/v1/console/events?after=" + after + "&limit=" + PAGE + (kind == null ? "" : "&kind=" + URLEncoder.encode(kind, StandardCharsets.UTF_8));
        while (true) {
            try {
                return link.get(path, ConsoleRecords.Events.class);
            } catch (IOException e) {
                if (e instanceof ServerRefusedException refused && refused.status() < 500) {
                    throw e;
                }
                if (!follow) {
                    throw new IOException("the Integration Server does not answer; start it with ./palisade up", e);
                }
                TimeUnit.SECONDS.sleep(2);
            }
        }
    }
}
