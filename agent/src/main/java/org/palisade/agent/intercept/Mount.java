package org.palisade.agent.intercept;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.palisade.agent.file.RawPath;

/**
 * A line of {@code /proc/self/mountinfo}.
 *
 * @param id     the kernel's number of it
 * @param device the file system, {@code major:minor}
 * @param root   what of the file system is mounted, as a path in it
 * @param point  where it is mounted
 * @param type   the file system's type
 */
public record Mount(long id, String device, RawPath root, RawPath point, String type) {

    static final Path TABLE = Path.of("/proc/self/mountinfo");

    private static final Set<String> PSEUDO = Set.of("proc", "sysfs", "cgroup", "cgroup2", "devpts", "devtmpfs", "debugfs", "tracefs", "securityfs",
            "pstore", "bpf", "mqueue", "hugetlbfs", "configfs", "fusectl", "binfmt_misc", "autofs", "efivarfs", "rpc_pipefs", "nsfs", "selinuxfs");

    /** The mounts there are now. */
    static List<Mount> all() throws IOException {
        return parse(Files.readAllBytes(TABLE));
    }

    /** Mount points of file systems that hold nothing but views into the kernel. */
    public static Set<RawPath> pseudo() throws IOException {
        return all().stream().filter(Mount::isPseudo).map(Mount::point).collect(Collectors.toSet());
    }

    /** A place where a file system is mounted now. */
    static Optional<RawPath> place(long device) {
        String number = (device >>> 32) + ":" + (device & 0xffff_ffffL);
        try {
            return all().stream().filter(mount -> mount.device().equals(number)).map(Mount::point).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static List<Mount> parse(byte[] table) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : new String(table, StandardCharsets.ISO_8859_1).split("\n")) {
            String[] fields = line.split(" ");
            int dash = List.of(fields).indexOf("-");
            // Some roots are no paths (a namespace, say); nothing of ours can be in them.
            if (dash >= 6 && fields.length > dash + 1 && fields[3].startsWith("/") && fields[4].startsWith("/")) {
                mounts.add(new Mount(Long.parseLong(fields[0]), fields[2], unescape(fields[3]), unescape(fields[4]), fields[dash + 1]));
            }
        }
        return mounts;
    }

    boolean isPseudo() {
        return PSEUDO.contains(type);
    }

    /** The kernel writes blanks and backslashes as three octal digits. */
    private static RawPath unescape(String field) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(field.length());
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && i + 3 < field.length()) {
                bytes.write(Integer.parseInt(field, i + 1, i + 4, 8));
                i += 3;
            } else {
                bytes.write(field.charAt(i));
            }
        }
        return RawPath.of(bytes.toByteArray());
    }
}
