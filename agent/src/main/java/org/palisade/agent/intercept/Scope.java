package org.palisade.agent.intercept;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palisade.agent.file.RawPath;

/**
 * What is protected, under the present mounts: the watched folders, what is mounted in them, and every other name under which the same folders can be
 * reached through bind mounts. Immutable, and quick to ask from the event thread.
 */
final class Scope {

    private final byte[][] prefixes;
    private final byte[][] excluded;
    private final long[] mounts;
    private final Map<String, RawPath> fileSystems;

    private Scope(Collection<RawPath> prefixes, Collection<RawPath> excluded, long[] mounts, Map<String, RawPath> fileSystems) {
        this.prefixes = prefixes.stream().map(RawPath::bytes).toArray(byte[][]::new);
        this.excluded = excluded.stream().map(RawPath::bytes).toArray(byte[][]::new);
        this.mounts = mounts;
        this.fileSystems = fileSystems;
    }

    /**
     * Works out the scope.
     *
     * @param watched  folders, without links in their paths
     * @param excluded folders left alone although they are in those; under other names they are not
     * @param mounts   the mounts there are, in the kernel's order
     */
    static Scope of(Collection<RawPath> watched, Collection<RawPath> excluded, List<Mount> mounts) {
        Set<RawPath> prefixes = new LinkedHashSet<>();
        Map<String, RawPath> fileSystems = new LinkedHashMap<>();
        Deque<RawPath> open = new ArrayDeque<>(watched);
        while (!open.isEmpty()) {
            RawPath folder = open.poll();
            if (!prefixes.add(folder)) {
                continue;
            }
            mountOf(folder, mounts).ifPresent(mount -> {
                fileSystems.putIfAbsent(mount.device(), folder);
                RawPath inside = move(folder, mount.point(), mount.root());
                for (Mount other : mounts) {
                    if (other.device().equals(mount.device())) {
                        alias(inside, other).ifPresent(open::add);
                    }
                }
            });
            for (Mount mount : mounts) {
                if (!mount.isPseudo() && starts(mount.point().bytes(), folder.bytes())) {
                    open.add(mount.point());
                }
            }
        }
        return new Scope(prefixes, excluded, mounts.stream().mapToLong(Mount::id).sorted().toArray(), fileSystems);
    }

    /** Whether a path is protected. Takes part of an array so that the event thread need not make objects. */
    boolean covers(byte[] path, int length) {
        return below(prefixes, path, length) && !below(excluded, path, length);
    }

    /** False for a mount of another namespace: paths under it mean nothing here. */
    boolean knows(long mount) {
        return Arrays.binarySearch(mounts, mount) >= 0;
    }

    /** Each file system something protected is on, with a folder on it. */
    Map<String, RawPath> fileSystems() {
        return fileSystems;
    }

    private static boolean below(byte[][] folders, byte[] path, int length) {
        for (byte[] folder : folders) {
            int end = folder.length;
            if (end == 1 || length >= end && Arrays.equals(path, 0, end, folder, 0, end) && (length == end || path[end] == '/')) {
                return true;
            }
        }
        return false;
    }

    private static Optional<RawPath> alias(RawPath inside, Mount other) {
        if (starts(inside.bytes(), other.root().bytes())) {
            return Optional.of(move(inside, other.root(), other.point()));
        }
        return starts(other.root().bytes(), inside.bytes()) ? Optional.of(other.point()) : Optional.empty();
    }

    /** The mount a folder is on: the longest mount point above it, of several the last one mounted. */
    private static Optional<Mount> mountOf(RawPath folder, List<Mount> mounts) {
        Optional<Mount> best = Optional.empty();
        for (Mount mount : mounts) {
            int length = mount.point().bytes().length;
            if (starts(folder.bytes(), mount.point().bytes()) && length >= best.map(other -> other.point().bytes().length).orElse(0)) {
                best = Optional.of(mount);
            }
        }
        return best;
    }

    /** The path with its beginning exchanged. */
    private static RawPath move(RawPath path, RawPath from, RawPath to) {
        byte[] rest = Arrays.copyOfRange(path.bytes(), from.bytes().length == 1 ? 0 : from.bytes().length, path.bytes().length);
        if (rest.length == 0 || rest.length == 1) {
            return to;
        }
        byte[] head = to.bytes().length == 1 ? new byte[0] : to.bytes();
        byte[] moved = Arrays.copyOf(head, head.length + rest.length);
        System.arraycopy(rest, 0, moved, head.length, rest.length);
        return RawPath.of(moved);
    }

    private static boolean starts(byte[] path, byte[] prefix) {
        int end = prefix.length;
        return end == 1 || path.length >= end && Arrays.equals(path, 0, end, prefix, 0, end) && (path.length == end || path[end] == '/');
    }
}
