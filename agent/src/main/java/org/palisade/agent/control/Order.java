package org.palisade.agent.control;

import java.util.List;

/**
 * What is asked of the agent.
 *
 * @param command {@code info}, {@code scan}, {@code quarantine-list}, {@code quarantine-restore}, {@code quarantine-delete}
 * @param paths   absolute paths to scan; null otherwise
 * @param id      file in quarantine; null otherwise
 * @param to      absolute path to restore to; null for the original one
 */
public record Order(String command, List<String> paths, String id, String to) {

    public static Order info() {
        return new Order("info", null, null, null);
    }

    public static Order scan(List<String> paths) {
        return new Order("scan", paths, null, null);
    }

    public static Order list() {
        return new Order("quarantine-list", null, null, null);
    }

    /** {@code to} may be null: the original path. */
    public static Order restore(String id, String to) {
        return new Order("quarantine-restore", null, id, to);
    }

    public static Order delete(String id) {
        return new Order("quarantine-delete", null, id, null);
    }
}
