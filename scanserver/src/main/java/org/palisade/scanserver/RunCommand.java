package org.palisade.scanserver;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.palisade.networkagent.Identity;
import org.palisade.networkagent.process.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "run", mixinStandardHelpOptions = true,
        description = "Serves until it is told to stop (SIGTERM). It is ready once its log says so on a line with \"ready:\".")
final class RunCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config;

    @Override
    public Integer call() throws SettingsException, IOException, InterruptedException {
        CoreThreads core = new CoreThreads(Runtime.getRuntime()::halt);
        Thread.setDefaultUncaughtExceptionHandler(core);
        LiveSettings live = config.live();
        ScanserverConfig settings = live.config();
        URI url = settings.report().server().orElseThrow(() -> new SettingsException("server.url is not set"));
        Identity identity = Identity.load(settings.report().identity())
                .orElseThrow(() -> new IOException("this Protection Server is not enrolled yet: call \"scanserver enrol\" first"));
        ProtectionServer server = new ProtectionServer(live, url, identity, Engines.open(settings), Main.clock(), core);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            stopped.countDown();
        }, "shutdown"));
        server.start();
        stopped.await();
        return 0;
    }
}
