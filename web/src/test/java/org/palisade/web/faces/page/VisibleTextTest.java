package org.palisade.web.faces.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VisibleTextTest {

    @Test
    void ordinaryNamesStayAsTheyAre() {
        assertEquals("/srv/файл/発票 \uD83D\uDE00.pdf", VisibleText.of("/srv/файл/発票 \uD83D\uDE00.pdf"));
    }

    @Test
    void aNameCannotTurnItselfRound() {
        assertEquals("invoice\\u{202E}fdp.exe", VisibleText.of("invoice\u202Efdp.exe"));
    }

    @Test
    void aNameCannotEndTheLine() {
        assertEquals("a\\u{000A}b\\u{2028}c", VisibleText.of("a\nb\u2028c"));
    }

    @Test
    void halfACharacterIsShownByItsNumber() {
        assertEquals("a\\u{D83D}", VisibleText.of("a\uD83D"));
    }
}
