package org.palisade.protocol.signed;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The newest packages of a channel: the file {@code <channel>/index} of an update repository. It names each manifest by its digest, so that nobody can put
 * together what its signer did not, and it expires, so that nobody can hold back newer ones unnoticed.
 *
 * @param channel  its name, 1–64 letters, digits, dots, underscores and hyphens
 * @param time     when it was signed
 * @param expires  from when on it is not to be used any more
 * @param packages at most one of a kind, in the order of the kinds
 */
public record UpdateIndex(String channel, Instant time, Instant expires, List<Entry> packages) {

    /** Most bytes an index may have. */
    public static final int LARGEST = 16 * 1024;
    /** Its name in the channel's folder. */
    public static final String NAME = "index";

    private static final String TITLE = "palisade-update-index 1";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * The newest package of a kind.
     *
     * @param kind     what it brings
     * @param sequence its number
     * @param manifest SHA-256 of its manifest, lower-case hex
     * @param folder   its folder within that of the channel
     */
    public record Entry(UpdateKind kind, long sequence, String manifest, String folder) {

        public Entry {
            Objects.requireNonNull(kind, "kind");
            UpdateManifest.require(sequence >= 1, "sequence");
            UpdateManifest.require(SHA256.matcher(manifest).matches(), "digest of the manifest");
            UpdateManifest.require(UpdateManifest.WORD.matcher(folder).matches() && !folder.equals(NAME), "folder");
        }
    }

    public UpdateIndex {
        UpdateManifest.require(UpdateManifest.WORD.matcher(channel).matches(), "channel");
        UpdateManifest.require(time.isBefore(expires), "expiry");
        packages = List.copyOf(packages);
        UpdateManifest.require(!packages.isEmpty(), "number of packages");
        for (int i = 1; i < packages.size(); i++) {
            UpdateManifest.require(packages.get(i - 1).kind().compareTo(packages.get(i).kind()) < 0, "order of packages");
        }
    }

    /** Whether a channel can have that name. */
    public static boolean channel(String name) {
        return UpdateManifest.WORD.matcher(name).matches();
    }

    /** The newest package of that kind. */
    public Optional<Entry> newest(UpdateKind kind) {
        return packages.stream().filter(entry -> entry.kind() == kind).findFirst();
    }

    /** The text that is signed. */
    public String body() {
        StringBuilder body = new StringBuilder(TITLE).append("\nchannel ").append(channel).append("\ntime ").append(time)
                .append("\nexpires ").append(expires).append('\n');
        packages.forEach(entry -> body.append("package ").append(entry.kind().word()).append(' ').append(entry.sequence()).append(' ')
                .append(entry.manifest()).append(' ').append(entry.folder()).append('\n'));
        return body.toString();
    }

    /**
     * Reads an index somebody trusted has signed.
     *
     * @throws MalformedStatementException if it is none
     */
    public static UpdateIndex parse(byte[] bytes, TrustedKeys keys) throws MalformedStatementException {
        Lines lines = new Lines(SignedText.parse(bytes, LARGEST).body(keys), TITLE);
        try {
            String channel = lines.text("channel");
            Instant time = lines.instant("time");
            Instant expires = lines.instant("expires");
            List<Entry> packages = new ArrayList<>();
            while (lines.more()) {
                String[] parts = lines.text("package").split(" ", -1);
                if (parts.length != 4) {
                    throw Lines.malformed("package");
                }
                packages.add(new Entry(Lines.word(parts[0], "package kind", UpdateKind.class), Lines.number(parts[1], "package sequence", 1), parts[2], parts[3]));
            }
            lines.end();
            return new UpdateIndex(channel, time, expires, packages);
        } catch (IllegalArgumentException e) {
            throw new MalformedStatementException(e.getMessage());
        }
    }
}
