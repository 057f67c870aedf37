package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.container.Packing.ascii;
import static org.palisade.scanserver.engine.container.Packing.hex;
import static org.palisade.scanserver.engine.container.Packing.join;
import static org.palisade.scanserver.engine.container.Packing.little;
import static org.palisade.scanserver.engine.container.Packing.one;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;

/** Programs of Windows: archives and installers behind them and in them, and packed ones. */
class ProgramsTest implements Unpacking {

    @TempDir
    private Path folder;

    @Override
    public Path folder() {
        return folder;
    }

    @Test
    void archivesBehindPrograms() {
        byte[] program = new byte[1024];
        Packing.put(program, 0, join(ascii("MZ"), new byte[58], little(64, 4), ascii("PE\0\0"), new byte[2], little(1, 2), new byte[12], little(0, 2), new byte[2]));
        Packing.put(program, 88, join(ascii(".text\0\0\0"), little(512, 4), little(4096, 4), little(512, 4), little(512, 4), new byte[12], little(0x60000020, 4)));
        assertEquals(List.of(), Walked.through(program, folder).paths());
        for (byte[] archive : List.of(Packing.zip(one("a", TEXT)), Packing.sevenZip(one("a", TEXT)), Packing.cab(one("a", TEXT)))) {
            opens(join(program, archive), FileType.PE, "a", TEXT);
        }
        Walked walked = Walked.through(join(program, Packing.zip(one("a", TEXT))), folder);
        assertEquals(List.of("CL_TYPE_MSEXE", "CL_TYPE_ZIP"), walked.members().get(0).intermediates());
        opens(join(program, program), FileType.PE, "program1", program);
    }

    @Test
    void archivesThatAProgramClaimsAsItsOwn() {
        byte[] filling = new byte[700];
        for (byte[] archive : List.of(Packing.zip(one("a", TEXT)), join(Packing.zip(one("a", TEXT)), new byte[70_000]), Packing.sevenZip(one("a", TEXT)), Packing.cab(one("a", TEXT)),
                join(filling, Packing.zip(one("a", TEXT)), Packing.zip(one("b", TEXT)), new byte[70_000]), join(new byte[512], nsis(TEXT)), join(ascii("a\0C:\\a\0001.0\0" + TEXT.length + "\0"), TEXT))) {
            Walked walked = Walked.through(claiming(archive), folder);
            assertTrue(walked.contents().stream().anyMatch(content -> Arrays.equals(TEXT, content)), walked.paths().toString());
            assertEquals(Optional.empty(), walked.reason());
        }
        for (byte[] archive : List.of(hex("526172211a0700 cf90 73 0000 0d00 00000000 0000"), hex("526172211a070100 3392b5e5 0a 01 05 06 00 0501018080 00"),
                hex("526172211a070100 3392b5e5 8a8000 04 05 06 00 0501018080 00"), join(ascii("ISc("), hex("06500001 00000000 00020000 00000000")),
                join(ascii("zlb\32"), hex("5d0000"), filling), join(ascii("InstallShield\0"), little(1, 2), little(4, 4), new byte[26], ascii("a"), new byte[259], new byte[52]))) {
            assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), Walked.through(claiming(join(filling, archive, filling)), folder).reason(), new String(archive, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void anArchiveBehindAnotherOneThatClaimsItIsFoundToo() {
        byte[] decoy = Packing.sevenZip(one("a", TEXT));
        byte[] rar = join(hex("526172211a0700 cf90 73 0000 0d00 00000000 0000"), new byte[20]);
        assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), Walked.through(claiming(join(decoy, rar)), folder).reason());
        byte[] files = join(ascii("a\0C:\\a\0001.0\0" + 600 + "\0"), new byte[300], rar, new byte[300]);
        assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), Walked.through(claiming(files), folder).reason());
    }

    @Test
    void marksWithoutAnArchiveAreNone() {
        byte[] marks = join(ascii("Rar!\32\7\0Rar!\32\7\1\0"), new byte[20], ascii("PK\3\4PK\5\6PK\1\2MSCF\0\0\0\0ISc("), hex("ffffffff"), ascii("7z"), hex("bcaf271c"), new byte[30],
                hex("efbeadde"), ascii("NullsoftInst"), new byte[20], ascii("InstallShield\0HKLM\0ISSetupStream\0"), new byte[400], hex("60ea2200"), new byte[40], ascii("zlb\32 a"),
                new byte[40]);
        Walked walked = Walked.through(claiming(marks), folder);
        assertEquals(List.of(), walked.paths());
        assertEquals(Optional.empty(), walked.reason());
    }

    @Test
    void packedProgramsAreSaidToBe() {
        byte[] program = new byte[1024];
        Packing.put(program, 0, join(ascii("MZ"), new byte[58], little(64, 4), ascii("PE\0\0"), new byte[2], little(1, 2), new byte[12], little(0, 2), new byte[2]));
        Packing.put(program, 88, join(ascii("UPX0\0\0\0\0"), little(512, 4), little(4096, 4), little(512, 4), little(512, 4), new byte[12], little(0x60000020, 4)));
        assertEquals(Optional.of(Reason.PACKED), Walked.through(program, folder).reason());
        Packing.put(program, 88, join(ascii("other\0\0\0"), little(8192, 4), little(4096, 4), little(0, 4), little(512, 4), new byte[12], little(0xe0000020L, 4)));
        assertEquals(Optional.of(Reason.PACKED), Walked.through(program, folder).reason());
    }

    /** A program whose only section reaches over all that follows it. */
    private static byte[] claiming(byte[] archive) {
        byte[] program = new byte[1024];
        Packing.put(program, 0, join(ascii("MZ"), new byte[58], little(64, 4), ascii("PE\0\0"), new byte[2], little(1, 2), new byte[12], little(0, 2), new byte[2]));
        Packing.put(program, 88, join(ascii(".text\0\0\0"), little(512, 4), little(4096, 4), little(512L + archive.length, 4), little(512, 4), new byte[12], little(0x60000020, 4)));
        return join(program, archive);
    }

    /** What an installer by NSIS carries: its header, and one packed file. */
    private static byte[] nsis(byte[] file) {
        byte[] packed = Packing.deflate(file);
        return join(little(0, 4), hex("efbeadde"), ascii("NullsoftInst"), little(4, 4), little(28L + 4 + packed.length, 4), little(0x80000000L | packed.length, 4), packed);
    }
}
