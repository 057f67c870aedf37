package org.palisade.bench.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;
import org.palisade.protocol.http.AgentSessions;
import org.palisade.protocol.signed.PeerKind;
import org.palisade.protocol.signed.PeerName;
import org.palisade.scanserver.report.SessionJournal;

/** The journal of sessions and its heartbeat as a start finds them: it begins, can be reported to the end, and takes new entries that the next start finds. */
public final class SessionsTarget {

    static final int RECORD = 96;

    private static final int HEARTBEAT = 96;
    private static final int CHECKED_FROM = 8;
    private static final long CAP = 1 << 20;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final PeerName AGENT = new PeerName(PeerKind.AGENT, new UUID(1, 1), new UUID(2, 2));
    private static final UUID SESSION = new UUID(3, 3);
    private static final Path FOLDER = Scratch.folder("sessions");
    private static final Path JOURNAL = FOLDER.resolve("journal");

    private SessionsTarget() {
    }

    /** One input: a byte that says whether records are to be given their checksums and whether there is a heartbeat, 96 bytes of it, then the file. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int from = 1;
        try {
            Files.deleteIfExists(FOLDER.resolve("heartbeat"));
            if ((input[0] & 2) != 0) {
                from = Math.min(input.length, 1 + HEARTBEAT);
                Files.write(FOLDER.resolve("heartbeat"), Arrays.copyOfRange(input, 1, from));
            }
            byte[] file = Arrays.copyOfRange(input, from, input.length);
            Files.write(JOURNAL, (input[0] & 1) != 0 ? checked(file) : file);
            try (SessionJournal journal = open()) {
                reported(journal);
                journal.connected(SESSION, AGENT);
                journal.able(SESSION);
            }
            try (SessionJournal journal = open()) {
                if (!reported(journal)) {
                    throw new IllegalStateException("a session is lost");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A journal and its heartbeat, as a seed. */
    static byte[] seed() {
        try {
            Files.deleteIfExists(JOURNAL);
            Files.deleteIfExists(FOLDER.resolve("heartbeat"));
            try (SessionJournal journal = open()) {
                for (int i = 0; i < 3; i++) {
                    journal.connected(new UUID(4, i), AGENT);
                    journal.able(new UUID(4, i));
                    journal.beat();
                }
                journal.lost(new UUID(4, 0));
                journal.beat();
            }
            byte[] heartbeat = Files.readAllBytes(FOLDER.resolve("heartbeat"));
            byte[] file = Files.readAllBytes(JOURNAL);
            byte[] seed = new byte[1 + HEARTBEAT + file.length];
            seed[0] = 3;
            System.arraycopy(heartbeat, 0, seed, 1, heartbeat.length);
            System.arraycopy(file, 0, seed, 1 + HEARTBEAT, file.length);
            return seed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SessionJournal open() throws IOException {
        return new SessionJournal(FOLDER, CAP, CLOCK, () -> 5_000_000_000L, count -> {
            throw new IllegalStateException(count + " entries dropped");
        });
    }

    /** Reports all there is; whether our own session was in it. */
    private static boolean reported(SessionJournal journal) throws IOException {
        boolean ours = false;
        long most = Files.size(JOURNAL) / RECORD + 1;
        Optional<AgentSessions> batch = journal.batch();
        for (long i = 0; batch.isPresent() && i < most; i++) {
            long last = 0;
            for (AgentSessions.Entry entry : batch.get().entries()) {
                ours |= entry.session().equals(SESSION.toString());
                last = Math.max(last, entry.sequence());
            }
            journal.acknowledge(batch.get().journal(), last);
            batch = journal.batch();
        }
        return ours;
    }

    private static byte[] checked(byte[] file) {
        ByteBuffer records = ByteBuffer.wrap(file);
        for (int at = 0; at + RECORD <= file.length; at += RECORD) {
            CRC32 crc = new CRC32();
            crc.update(file, at, 4);
            crc.update(file, at + CHECKED_FROM, RECORD - CHECKED_FROM);
            records.putInt(at + 4, (int) crc.getValue());
        }
        return file;
    }
}
