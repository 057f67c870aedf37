package org.palisade.scanserver.license;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.signed.LicenceStatement;
import org.palisade.protocol.signed.MalformedStatementException;
import org.palisade.protocol.signed.TrustedKeys;
import org.palisade.scanserver.report.SvmEvents.Kind;

/**
 * The licence of this SVM. It changes when a statement comes and when time passes; {@link #look} notices the second. {@link #state} and {@link #refusal} answer from memory.
 */
public final class Licence {

    /** How long a new SVM works without ever having been handed a licence. */
    public static final Duration GRACE = Duration.ofDays(30);

    private static final Logger LOG = System.getLogger(Licence.class.getName());
    private static final Duration NOTICE = Duration.ofDays(14);
    private static final String STATEMENT = "statement";
    private static final String SINCE = "since";

    private final Path folder;
    private final UUID tenant;
    private final TrustedKeys keys;
    private final Clock clock;
    private final BiConsumer<Kind, LicenceState> told;
    private final Instant since;
    private Optional<LicenceStatement> statement;
    /** Whether the statement stands on disk. */
    private boolean kept = true;
    private boolean refused;
    private boolean ending;
    private volatile LicenceState state;

    /**
     * Opens what was kept. A statement on disk that does not hold counts as none.
     *
     * @param folder own folder, made if missing
     * @param tenant whose this SVM is: another's licence does not count
     * @param keys   whose statements count
     * @param told   gets each change, from the thread that causes it
     * @throws IOException if the folder cannot be used
     */
    public Licence(Path folder, UUID tenant, TrustedKeys keys, Clock clock, BiConsumer<Kind, LicenceState> told) throws IOException {
        this.folder = folder;
        this.tenant = tenant;
        this.keys = keys;
        this.clock = clock;
        this.told = told;
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.since = since();
        this.statement = kept();
        this.state = derive(clock.instant());
    }

    /** What it allows now. */
    public LicenceState state() {
        return state;
    }

    /** Why nothing is scanned; empty if it is. */
    public Optional<Reason> refusal() {
        return state.scans() ? Optional.empty() : Optional.of(Reason.LICENCE);
    }

    /** Notices what time did; to be repeated every second or so. */
    public synchronized void look() {
        Instant now = clock.instant();
        boolean soon = statement.flatMap(LicenceStatement::to).map(end -> end.minus(NOTICE).isBefore(now)).orElse(false) && derive(now) == LicenceState.VALID;
        if (soon && !ending) {
            told.accept(Kind.LICENCE_ENDING, state);
        }
        ending = soon;
        become(derive(now));
    }

    /**
     * Takes a statement the Integration Server handed over. One that does not hold, is another tenant's or older than the one kept changes nothing.
     *
     * @throws IOException if it could not be kept on disk; it counts until the next start nevertheless
     */
    public synchronized void take(String text) throws IOException {
        LicenceStatement fresh;
        try {
            fresh = LicenceStatement.parse(text.getBytes(StandardCharsets.UTF_8), keys);
            if (!fresh.tenant().equals(tenant)) {
                throw new MalformedStatementException("the licence is another tenant's");
            }
            if (statement.isPresent() && fresh.sequence() < statement.get().sequence()) {
                throw new MalformedStatementException("the licence statement is older than the one known");
            }
        } catch (MalformedStatementException e) {
            if (!refused) {
                LOG.log(Level.ERROR, "a licence was refused: {0}", e.getMessage());
                told.accept(Kind.LICENCE_REFUSED, state);
            }
            refused = true;
            return;
        }
        refused = false;
        if (!statement.equals(Optional.of(fresh))) {
            statement = Optional.of(fresh);
            kept = false;
            become(derive(clock.instant()));
        }
        if (!kept) {
            write(STATEMENT, text);
            kept = true;
        }
    }

    private void become(LicenceState next) {
        LicenceState before = state;
        state = next;
        if (next != before) {
            LOG.log(next.scans() ? Level.INFO : Level.ERROR, "the licence is {0} now", next.word());
            told.accept(switch (next) {
                case VALID, PENDING -> Kind.LICENCE_VALID;
                case EXPIRED, TRIAL_EXPIRED -> Kind.LICENCE_EXPIRED;
                case DENIED -> Kind.LICENCE_DENIED;
                case MISSING, NOT_YET_VALID -> Kind.LICENCE_MISSING;
            }, next);
        }
    }

    private LicenceState derive(Instant now) {
        if (statement.isEmpty()) {
            return now.isBefore(since.plus(GRACE)) ? LicenceState.PENDING : LicenceState.MISSING;
        }
        LicenceStatement licence = statement.get();
        if (licence.state() == LicenceStatement.State.DENIED) {
            return LicenceState.DENIED;
        }
        if (licence.state() == LicenceStatement.State.EXPIRED || licence.to().map(end -> !now.isBefore(end)).orElse(false)) {
            return licence.type() == LicenceStatement.Type.TRIAL ? LicenceState.TRIAL_EXPIRED : LicenceState.EXPIRED;
        }
        return now.isBefore(licence.from()) ? LicenceState.NOT_YET_VALID : LicenceState.VALID;
    }

    private Instant since() throws IOException {
        Path file = folder.resolve(SINCE);
        if (Files.exists(file)) {
            try {
                return Instant.parse(Files.readString(file, StandardCharsets.ISO_8859_1).strip());
            } catch (DateTimeException e) {
                LOG.log(Level.ERROR, "{0} is no instant; the time without a licence is over", file);
                return Instant.EPOCH;
            }
        }
        Instant now = clock.instant();
        write(SINCE, now + "\n");
        return now;
    }

    private Optional<LicenceStatement> kept() throws IOException {
        Path file = folder.resolve(STATEMENT);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            return Optional.of(LicenceStatement.parse(bytes, keys)).filter(licence -> licence.tenant().equals(tenant));
        } catch (MalformedStatementException e) {
            LOG.log(Level.ERROR, "the licence kept here does not hold: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    private void write(String name, String text) throws IOException {
        Path fresh = folder.resolve(name + ".new");
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
