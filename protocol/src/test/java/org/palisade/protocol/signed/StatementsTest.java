package org.palisade.protocol.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {

    private static final UUID TENANT = UUID.fromString("11111111-2222-3333-4444-555555555555");
    private static final UUID ID = UUID.fromString("99999999-8888-7777-6666-555555555555");
    private static final String THIRTY_TWO = "A".repeat(43);

    @Test
    void aNameIsReadBackFromItsUri() {
        PeerName name = new PeerName(PeerKind.AGENT, TENANT, ID);
        assertEquals("urn:palisade:agent:" + TENANT + ":" + ID, name.uri());
        assertEquals(name, PeerName.parse(name.uri()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "urn:palisade:", "urn:palisade:agent:x:y", "urn:other:agent", "urn:palisade:king:1:2"})
    void whatIsNoNameIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> PeerName.parse(text));
    }

    @Test
    void aTokenIsReadBackFromItsText() {
        EnrolmentToken token = new EnrolmentToken(PeerKind.SVM, TENANT, THIRTY_TWO, THIRTY_TWO);
        assertEquals(token, EnrolmentToken.parse(token.text() + "\n"));
    }

    @Test
    void aTokenNeverPrintsItsSecret() {
        String secret = "B".repeat(42) + "A";
        EnrolmentToken token = new EnrolmentToken(PeerKind.SVM, TENANT, THIRTY_TWO, secret);
        assertFalse(token.toString().contains(secret));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "palisade1", "palisade2.svm.a.b.c", "palisade1.console.11111111-2222-3333-4444-555555555555.x.y"})
    void whatIsNoTokenIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> EnrolmentToken.parse(text));
    }
}
