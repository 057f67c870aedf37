package org.palisade.agent.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.palisade.networkagent.Json;
import org.palisade.protocol.http.SvmList;

/** The last list of SVMs, on disk. A disk that fails costs the list, never the agent. */
final class KeptList {

    static final SvmList NONE = new SvmList(List.of(), null);

    private static final Logger LOG = System.getLogger(KeptList.class.getName());

    private final Path file;

    KeptList(Path file) {
        this.file = file;
    }

    void keep(SvmList list) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, Json.write(list));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the list of SVMs could not be kept on disk: {0}", e.getMessage());
        }
    }

    /** The list; an empty one if there is none that can be read. */
    SvmList read() {
        try {
            return Files.exists(file) ? Json.read(Files.readString(file), SvmList.class) : NONE;
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "the list of SVMs on disk cannot be read and is left out: {0}", e.getMessage());
            return NONE;
        }
    }
}
