package org.palisade.agent.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palisade.agent.intercept.Programs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.palisade.agent.fake.AgentProcess;
import org.palisade.agent.fake.Eicar;
import org.palisade.agent.fake.FakeSvm;
import org.palisade.agent.fake.TestAuthority;

/** A file system with a watched folder, so that nobody else is concerned; an SVM, and agents that protect it by the kernel's real events. */
final class WatchedDisk {

    final FakeSvm svm;
    final Path root;
    final Path watched;
    private final TestAuthority authority = new TestAuthority();
    private final Path home;

    /** Skips the test that asks for it where there is no fanotify. */
    WatchedDisk(Path folder) throws Exception {
        Prerequisites.needFanotify();
        home = folder.resolve("home");
        svm = new FakeSvm(authority);
        root = Files.createDirectory(folder.resolve("disk"));
        assertEquals(0, run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", root.toString()).exit());
        watched = Files.createDirectory(root.resolve("watched"));
    }

    AgentProcess agent(String... settings) throws IOException {
        String[] all = Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "watch=" + watched;
        all[settings.length + 1] = "on-access=fanotify";
        return new AgentProcess(home, authority, svm, all);
    }

    /** Writes a file by another process; this one's own openings prove nothing. */
    Path write(String name, byte[] content) throws Exception {
        Path file = watched.resolve(name);
        run("sh", "-c", "cat > " + file, content);
        return file;
    }

    /** Writes the test threat. */
    Path writeThreat(String name) throws Exception {
        return write(name, Eicar.bytes());
    }

    void unmount() throws Exception {
        svm.close();
        run("umount", "-l", root.toString());
    }
}
