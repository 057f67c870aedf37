package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.palisade.protocol.scan.Reason;

/**
 * Looks into Windows programs: archives they carry are opened, installers too where that can be done; a program packed by an executable packer is recognised and
 * said not to be fully looked at, for what runs is not what lies there.
 */
final class ProgramOpener implements Opener {

    private static final int MOST_SECTIONS = 96;
    private static final int EXECUTE_WRITE = 0xa0000000;
    private static final Set<String> PACKERS = Set.of("upx0", "upx1", "upx2", "upx!", ".aspack", ".adata", "aspack", ".petite", "petite", ".wwpack", ".wwp32", "yc", ".yp",
            "mew", ".nsp0", ".nsp1", ".nsp2", "nsp0", "nsp1", "nsp2", ".upack", "upack", ".mpress1", ".mpress2", "mpress1", "pec1", "pec2", "pec2to", "pecompact2", ".vmp0", ".vmp1",
            "vmp0", ".themida", "themida", ".winlice", "fsg!", ".fsg", ".packed", "pebundle", ".neolite", ".neolit", ".shrink1", ".shrink2", ".tsuarch", "!epack", ".enigma1",
            "kkrunchy", ".kkrunchy", ".taz", ".pespin", "spack", ".spack", "telock", ".y0da", "bitarts", ".ccg", "epl", "rlpack", ".rlpack");
    /** How programs begin that were packed by PESpin and two versions of FSG; dots stand for any byte. */
    private static final List<String> ENTRIES = List.of("eb016860e8000000008b1c2483c312", "8725........619455a4b680ff13", "be........ad93ad97ad5696b280a4b680ff13",
            "bb........bf........be........53e8", "60be........8dbe", "60e803000000e9eb045d4555c3e8");

    private record Section(String name, long raw, long rawSize, long virtual, long virtualSize, int flags) {
    }

    @Override
    public void open(Content content, Place place) throws IOException {
        byte[] dos = new byte[64];
        if (content.fill(0, dos) < dos.length) {
            return;
        }
        long header = Little.u32(dos, 60);
        byte[] pe = new byte[64];
        long overlay = 0;
        if (header < content.size() && content.fill(header, pe) == pe.length && pe[0] == 'P' && pe[1] == 'E' && pe[2] == 0 && pe[3] == 0) {
            long table = header + 24 + Little.u16(pe, 20);
            long entry = Little.u32(pe, 40);
            boolean packed = dos[2] == 'K' && new String(dos, 2, 12, StandardCharsets.ISO_8859_1).equals("KERNEL32.DLL");
            for (int i = 0; i < Math.min(MOST_SECTIONS, Little.u16(pe, 6)); i++) {
                byte[] bytes = new byte[40];
                if (content.fill(table + 40L * i, bytes) < bytes.length) {
                    break;
                }
                Section section = new Section(name(bytes), Little.u32(bytes, 20), Little.u32(bytes, 16), Little.u32(bytes, 12), Little.u32(bytes, 8), Little.i32(bytes, 36));
                packed |= packed(section) || entered(content, section, entry);
                if (section.raw() + section.rawSize() <= content.size()) {
                    overlay = Math.max(overlay, section.raw() + section.rawSize());
                }
            }
            if (packed) {
                place.incomplete(Reason.PACKED);
            }
        }
        new Carried(content, place, overlay).open();
    }

    private static String name(byte[] section) {
        int length = 0;
        while (length < 8 && section[length] != 0) {
            length++;
        }
        return new String(section, 0, length, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    }

    /** A section by a packer's name, or one that is to be filled by the program and run. */
    private static boolean packed(Section section) {
        return PACKERS.contains(section.name()) || section.rawSize() == 0 && section.virtualSize() >= 4096 && (section.flags() & EXECUTE_WRITE) == EXECUTE_WRITE;
    }

    private static boolean entered(Content content, Section section, long entry) throws IOException {
        if (entry < section.virtual() || entry - section.virtual() >= section.rawSize()) {
            return false;
        }
        byte[] code = new byte[32];
        int length = content.fill(section.raw() + entry - section.virtual(), code);
        for (String pattern : ENTRIES) {
            if (starts(code, length, pattern)) {
                return true;
            }
        }
        return false;
    }

    private static boolean starts(byte[] code, int length, String pattern) {
        if (pattern.length() / 2 > length) {
            return false;
        }
        for (int i = 0; i < pattern.length(); i += 2) {
            if (pattern.charAt(i) != '.' && Integer.parseInt(pattern.substring(i, i + 2), 16) != (code[i / 2] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
