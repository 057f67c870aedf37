package org.palisade.tools;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.ServerLink;
import picocli.CommandLine.Option;

/** How to reach the Integration Server and as whom. */
final class ConsoleOptions {

    @Option(names = "--server", required = true, paramLabel = "URL", description = "the Integration Server, https://host:port")
    URI server;

    @Option(names = "--secrets", required = true, paramLabel = "DIR", description = "folder with console.key and console.crt")
    Path secrets;

    @Option(names = "--authority", required = true, paramLabel = "FILE", description = "the authority's certificate, PEM")
    Path authority;

    ServerLink link() throws IOException {
        return new ServerLink(server, Identity.read(secrets.resolve("console.key"), secrets.resolve("console.crt"), authority));
    }
}
