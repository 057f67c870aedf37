package org.palisade.web.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class BasicCredentialTest {

    @Test
    void nameAndPasswordAreReadAsUtf8() {
        BasicCredential credential = BasicCredential.of("Basic " + encoded("jörg:pässword")).orElseThrow();
        assertEquals("jörg", credential.name());
        assertEquals("pässword", new String(credential.password()));
    }

    @Test
    void aPasswordMayHoldColons() {
        assertEquals("a:b:c", new String(BasicCredential.of("basic " + encoded("admin:a:b:c")).orElseThrow().password()));
    }

    @Test
    void anEmptyPasswordIsOne() {
        assertEquals(0, BasicCredential.of("Basic " + encoded("admin:")).orElseThrow().password().length);
    }

    @Test
    void anythingElseIsNoCredential() {
        for (String header : new String[] {null, "", "Basic", "Basic ", "Basic ???", "Bearer " + encoded("a:b"), "Basic " + encoded("no colon")}) {
            assertTrue(BasicCredential.of(header).isEmpty(), header);
        }
    }

    @Test
    void itsTextHoldsNoPassword() {
        assertFalse(BasicCredential.of("Basic " + encoded("admin:correct-horse")).orElseThrow().toString().contains("correct"));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
