package org.palisade.protocol.signed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What an update package is and holds: the file {@code manifest} in the package's folder. Described in {@code docs/operations/updates.md}.
 *
 * @param kind     what it brings
 * @param version  for people, 1–64 letters, digits, dots, underscores and hyphens
 * @param sequence grows with every package of its kind and channel; at least 1
 * @param created  when its content was made: the age of databases counts from here
 * @param minimum  lowest version of the program that can use it, numbers separated by dots
 * @param files    1–1000 files in the order of their names, which differ
 */
public record UpdateManifest(UpdateKind kind, String version, long sequence, Instant created, String minimum, List<File> files) {

    /** Most bytes a manifest may have. */
    public static final int LARGEST = 256 * 1024;
    /** The name of the manifest beside the files. */
    public static final String NAME = "manifest";

    static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final String TITLE = "palisade-update-manifest 1";
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PROGRAM = Pattern.compile("\\d{1,6}(\\.\\d{1,6}){0,3}");
    private static final int MOST_FILES = 1000;
    private static final long LARGEST_FILE = 1L << 40;

    /**
     * One file, beside the manifest.
     *
     * @param name   1–100 letters, digits, dots, underscores and hyphens, the first a letter or digit: no path, whatever it is resolved against
     * @param size   bytes, 0–2^40
     * @param sha256 of its content, lower-case hex
     */
    public record File(String name, long size, String sha256) {

        public File {
            require(FILE_NAME.matcher(name).matches() && !name.equals(NAME), "file name");
            require(size >= 0 && size <= LARGEST_FILE, "file size");
            require(SHA256.matcher(sha256).matches(), "file digest");
        }
    }

    public UpdateManifest {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(created, "created");
        require(WORD.matcher(version).matches(), "version");
        require(sequence >= 1, "sequence");
        require(PROGRAM.matcher(minimum).matches(), "minimum-program");
        files = List.copyOf(files);
        require(!files.isEmpty() && files.size() <= MOST_FILES, "number of files");
        for (int i = 1; i < files.size(); i++) {
            require(files.get(i - 1).name().compareTo(files.get(i).name()) < 0, "order of files");
        }
    }

    /** All its files together, bytes. */
    public long size() {
        return files.stream().mapToLong(File::size).sum();
    }

    /** The text that is signed. */
    public String body() {
        StringBuilder body = new StringBuilder(TITLE).append("\nkind ").append(kind.word()).append("\nversion ").append(version)
                .append("\nsequence ").append(sequence).append("\ncreated ").append(created).append("\nminimum-program ").append(minimum).append('\n');
        files.forEach(file -> body.append("file ").append(file.sha256()).append(' ').append(file.size()).append(' ').append(file.name()).append('\n'));
        return body.toString();
    }

    /**
     * Reads a manifest somebody trusted has signed.
     *
     * @throws MalformedStatementException if it is none
     */
    public static UpdateManifest parse(byte[] bytes, TrustedKeys keys) throws MalformedStatementException {
        return read(SignedText.parse(bytes, LARGEST).body(keys));
    }

    /**
     * Reads a manifest of one's own store, whose signature was checked when it came: its key may be out of use by now.
     *
     * @throws MalformedStatementException if it is none
     */
    public static UpdateManifest kept(byte[] bytes) throws MalformedStatementException {
        return read(SignedText.parse(bytes, LARGEST).unchecked());
    }

    private static UpdateManifest read(String body) throws MalformedStatementException {
        Lines lines = new Lines(body, TITLE);
        try {
            UpdateKind kind = lines.word("kind", UpdateKind.class);
            String version = lines.text("version");
            long sequence = lines.number("sequence", 1);
            Instant created = lines.instant("created");
            String minimum = lines.text("minimum-program");
            List<File> files = new ArrayList<>();
            while (lines.more() && files.size() < MOST_FILES) {
                String[] parts = lines.text("file").split(" ", -1);
                if (parts.length != 3) {
                    throw Lines.malformed("file");
                }
                files.add(new File(parts[2], Lines.number(parts[1], "file size", 0), parts[0]));
            }
            lines.end();
            return new UpdateManifest(kind, version, sequence, created, minimum, files);
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e.getMessage());
        }
    }

    static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException("the " + what + " of the statement has no form");
        }
    }
}
