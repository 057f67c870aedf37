package org.palisade.agent.control;

import java.util.List;
import java.util.Optional;
import org.palisade.agent.file.RawPath;

/**
 * What is asked of the agent.
 *
 * @param command {@code info}, {@code scan}, {@code quarantine-list}, {@code quarantine-restore}, {@code quarantine-delete}
 * @param paths   absolute paths to scan, percent-encoded; null otherwise
 * @param id      file in quarantine; null otherwise
 * @param to      absolute path to restore to, percent-encoded; null for the original one
 */
public record Order(String command, List<String> paths, String id, String to) {

    public static Order info() {
        return new Order("info", null, null, null);
    }

    public static Order scan(List<RawPath> paths) {
        return new Order("scan", paths.stream().map(RawPath::encoded).toList(), null, null);
    }

    public static Order list() {
        return new Order("quarantine-list", null, null, null);
    }

    /** To its original path, or another. */
    public static Order restore(String id, Optional<RawPath> to) {
        return new Order("quarantine-restore", null, id, to.map(RawPath::encoded).orElse(null));
    }

    public static Order delete(String id) {
        return new Order("quarantine-delete", null, id, null);
    }
}
