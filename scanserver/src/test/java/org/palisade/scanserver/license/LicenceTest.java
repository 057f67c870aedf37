package org.palisade.scanserver.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.signed.LicenceStatement;
import org.palisade.protocol.signed.LicenceStatement.State;
import org.palisade.protocol.signed.LicenceStatement.Type;
import org.palisade.protocol.signed.SignedText;
import org.palisade.protocol.signed.TrustedKeys;

class LicenceTest {

    private static final UUID TENANT = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final UUID OTHER = UUID.fromString("99999999-2222-3333-4444-555555555555");
    private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");

    @TempDir
    private Path folder;
    private final KeyPair authority = pair();
    private final List<String> told = new ArrayList<>();
    private Instant now = START;
    private Licence licence;

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws IOException {
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        licence = new Licence(folder.resolve("licence"), TENANT, TrustedKeys.of(List.of(authority.getPublic())), clock, (kind, state) -> told.add(kind + " " + state.word()));
    }

    private String statement(UUID tenant, Type type, State state, long sequence, KeyPair signer) {
        return SignedText.sign(new LicenceStatement(UUID.fromString("22222222-2222-3333-4444-555555555555"), tenant, LicenceStatement.Unit.SERVER, type, START,
                type == Type.UNLIMITED ? Optional.empty() : Optional.of(START.plus(Duration.ofDays(365))), OptionalLong.empty(), state, START, sequence).body(),
                signer.getPrivate(), signer.getPublic()).text();
    }

    private void take(Type type, State state, long sequence) throws IOException {
        licence.take(statement(TENANT, type, state, sequence, authority));
    }

    private void at(Instant time) {
        now = time;
        licence.look();
    }

    @Test
    void aNewSvmWorksThirtyDaysWithoutOneAndNoDayMore() throws IOException {
        assertEquals(LicenceState.PENDING, licence.state());
        at(START.plus(Licence.GRACE).minusMillis(1));
        assertEquals(Optional.empty(), licence.refusal());
        // A restart does not begin the time anew.
        open();
        at(START.plus(Licence.GRACE));
        assertEquals(LicenceState.MISSING, licence.state());
        assertEquals(Optional.of(Reason.LICENCE), licence.refusal());
        assertFalse(licence.state().updates());
        assertEquals(List.of("LICENCE_MISSING missing"), told);
    }

    @Test
    void anUnlimitedOneDoesNotEndAndSurvivesARestart() throws IOException {
        take(Type.UNLIMITED, State.ACTIVE, 1);
        open();
        at(START.plus(Duration.ofDays(20_000)));
        assertEquals(LicenceState.VALID, licence.state());
        assertEquals(List.of("LICENCE_VALID valid"), told);
    }

    @Test
    void aCommercialOneThatEndedStopsUpdatesOnly() throws IOException {
        take(Type.COMMERCIAL, State.ACTIVE, 1);
        at(START.plus(Duration.ofDays(352)));
        at(START.plus(Duration.ofDays(353)));
        at(START.plus(Duration.ofDays(365)));
        assertEquals(LicenceState.EXPIRED, licence.state());
        assertEquals(Optional.empty(), licence.refusal());
        assertFalse(licence.state().updates());
        assertEquals(List.of("LICENCE_VALID valid", "LICENCE_ENDING valid", "LICENCE_EXPIRED expired"), told);
    }

    @Test
    void aTrialThatEndedStopsEverything() throws IOException {
        take(Type.TRIAL, State.ACTIVE, 1);
        at(START.plus(Duration.ofDays(365)));
        assertEquals(LicenceState.TRIAL_EXPIRED, licence.state());
        assertEquals(Optional.of(Reason.LICENCE), licence.refusal());
    }

    @Test
    void theIssuersWordCountsBeforeTheDates() throws IOException {
        take(Type.COMMERCIAL, State.EXPIRED, 1);
        assertEquals(LicenceState.EXPIRED, licence.state());
        take(Type.UNLIMITED, State.DENIED, 2);
        assertEquals(LicenceState.DENIED, licence.state());
        assertEquals(Optional.of(Reason.LICENCE), licence.refusal());
        open();
        assertEquals(LicenceState.DENIED, licence.state());
        take(Type.UNLIMITED, State.ACTIVE, 3);
        assertEquals(LicenceState.VALID, licence.state());
    }

    @Test
    void oneThatBeginsLaterDoesNotCountYet() throws IOException {
        now = START.minusSeconds(1);
        take(Type.COMMERCIAL, State.ACTIVE, 1);
        assertEquals(LicenceState.NOT_YET_VALID, licence.state());
        at(START);
        assertEquals(LicenceState.VALID, licence.state());
    }

    @Test
    void whatDoesNotHoldChangesNothingAndIsToldOnce() throws IOException {
        take(Type.COMMERCIAL, State.DENIED, 5);
        told.clear();
        licence.take(statement(TENANT, Type.UNLIMITED, State.ACTIVE, 6, pair()));
        licence.take(statement(OTHER, Type.UNLIMITED, State.ACTIVE, 6, authority));
        licence.take(statement(TENANT, Type.UNLIMITED, State.ACTIVE, 4, authority));
        licence.take("nonsense");
        licence.take("");
        licence.take("x".repeat(100_000));
        assertEquals(LicenceState.DENIED, licence.state());
        assertEquals(List.of("LICENCE_REFUSED denied"), told);
    }

    @Test
    void aKeptStatementThatWasTouchedCountsAsNone() throws IOException {
        take(Type.TRIAL, State.ACTIVE, 1);
        Path kept = folder.resolve("licence/statement");
        Files.writeString(kept, Files.readString(kept).replace("type trial", "type unlimited"));
        now = START.plus(Duration.ofDays(31));
        open();
        assertEquals(LicenceState.MISSING, licence.state());
    }

    @Test
    void theSameStatementAgainIsNoChange() throws IOException {
        take(Type.UNLIMITED, State.ACTIVE, 1);
        take(Type.UNLIMITED, State.ACTIVE, 1);
        assertEquals(List.of("LICENCE_VALID valid"), told);
    }
}
