package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.container.Packing.ascii;
import static org.palisade.scanserver.engine.container.Packing.hex;
import static org.palisade.scanserver.engine.container.Packing.join;

import org.junit.jupiter.api.Test;

/** Types by first bytes; those of containers are in {@link FormatsTest}. */
class FileTypeTest {

    private static FileType of(byte[] head) {
        return FileType.detect(head, head.length);
    }

    @Test
    void programsAndPictures() {
        assertEquals(FileType.PE, of(join(ascii("MZ"), new byte[62])));
        assertEquals(FileType.ELF, of(ascii("\177ELF\2\1\1")));
        assertEquals(FileType.MACHO, of(hex("cffaedfe07000001")));
        assertEquals(FileType.MACHO_UNIVERSAL, of(hex("cafebabe00000002")));
        assertEquals(FileType.JAVA, of(hex("cafebabe0000003d")));
        assertEquals(FileType.GRAPHICS, of(hex("89504e470d0a1a0a")));
        assertEquals(FileType.GRAPHICS, of(ascii("GIF89a")));
        assertEquals(FileType.GRAPHICS, of(hex("ffd8ffe0")));
        assertEquals(FileType.SWF, of(ascii("FWS\6....")));
    }

    @Test
    void textsOfAllKinds() {
        assertEquals(FileType.TEXT, of(ascii("just words")));
        assertEquals(FileType.TEXT, of(ascii("MZ is how programs begin, but this is a text about it, long enough to tell")));
        assertEquals(FileType.SCRIPT, of(ascii("#!/bin/sh\n")));
        assertEquals(FileType.HTML, of(ascii("\r\n  <!DOCTYPE html><html>")));
        assertEquals(FileType.HTML, of(join(hex("efbbbf"), ascii("<HTML>"))));
        assertEquals(FileType.MAIL, of(ascii("Received: from x\r\n")));
        assertEquals(FileType.MAIL, of(ascii("X-Spam: yes\r\n")));
        assertEquals(FileType.MAIL, of(ascii("From a@example.org Thu Jul 31 13:51:21 2008\n")));
        assertEquals(FileType.TEXT, of(ascii("from typing import Any\n")));
        assertEquals(FileType.TEXT, of(ascii("x-ray images")));
        assertEquals(FileType.PDF, of(ascii("some bytes before\n%PDF-1.4")));
        assertEquals(FileType.UNKNOWN, of(new byte[] {0, 1, 2, 3}));
        assertEquals(FileType.UNKNOWN, of(new byte[0]));
        assertEquals(FileType.TEXT, of(ascii("x")));
    }

    @Test
    void onlyTheLengthGivenIsLookedAt() {
        byte[] head = new byte[FileType.HEAD];
        Packing.put(head, 0x8001, ascii("CD001"));
        assertEquals(FileType.ISO9660, FileType.detect(head, head.length));
        assertEquals(FileType.UNKNOWN, FileType.detect(head, 4096));
        for (int length = 0; length < 64; length++) {
            assertEquals(FileType.UNKNOWN, FileType.detect(head, length), "of " + length + " bytes");
        }
    }

    @Test
    void whatCanHoldSomethingIsAContainer() {
        assertTrue(FileType.ZIP.container());
        assertTrue(FileType.PE.container());
        assertTrue(FileType.RAR.container());
        assertFalse(FileType.ELF.container());
        assertFalse(FileType.TEXT.container());
        assertEquals("CL_TYPE_ZIP", FileType.ZIP.clamType());
        assertEquals("CL_TYPE_MSEXE", FileType.PE.clamType());
    }

    @Test
    void everyTypeHasAnOpenerOrSaysThatItIsNotOpened() {
        for (FileType type : FileType.values()) {
            Outcome outcome = new ContainerWalk(Walked.config(java.nio.file.Path.of("none")), new SpoolSpace(Walked.config(java.nio.file.Path.of("none"))))
                    .walk(Content.of(new byte[0]), type, org.palisade.scanserver.engine.Checkpoint.NONE, member -> false);
            assertFalse(outcome.stopped(), type.name());
        }
    }
}
