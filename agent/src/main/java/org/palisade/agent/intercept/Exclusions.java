package org.palisade.agent.intercept;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palisade.agent.file.FileStatus;
import org.palisade.agent.file.OpenFile;
import org.palisade.agent.file.RawPath;

/**
 * Folders left alone on access. Only those nobody but root and the agent's own user can put anything into: in any other it would be enough to put a
 * threat there.
 */
final class Exclusions {

    private static final Logger LOG = System.getLogger(Exclusions.class.getName());
    private static final int ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 0022;

    private Exclusions() {
    }

    /** Those that are safe to leave alone, without links in their paths; each other one is logged. */
    static List<RawPath> honoured(List<RawPath> wanted) throws IOException {
        List<RawPath> honoured = new ArrayList<>();
        if (wanted.isEmpty()) {
            return honoured;
        }
        int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        for (RawPath folder : wanted) {
            try {
                RawPath real = RawPath.of(folder.path().toRealPath());
                if (safe(real, self)) {
                    honoured.add(real);
                    continue;
                }
                LOG.log(Level.WARNING, "setting exclude names a folder that others can write to, it is protected like any other: {0}", folder.text());
            } catch (IOException e) {
                LOG.log(Level.WARNING, "setting exclude names a folder that cannot be looked at: {0}", folder.text());
            }
        }
        return honoured;
    }

    private static boolean safe(RawPath folder, int self) throws IOException {
        try (OpenFile open = OpenFile.open(folder)) {
            FileStatus status = open.status();
            return Files.isDirectory(folder.path()) && (status.owner() == ROOT || status.owner() == self) && (status.mode() & WRITABLE_BY_OTHERS) == 0;
        }
    }
}
