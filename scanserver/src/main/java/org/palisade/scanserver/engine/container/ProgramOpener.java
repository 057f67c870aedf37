package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
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

    /** Which bytes {@link #mayBegin} something. */
    private static final boolean[] FIRSTS = new boolean[256];

    static {
        for (int first = 0; first < FIRSTS.length; first++) {
            for (int second = 0; second < FIRSTS.length; second++) {
                FIRSTS[first] |= mayBegin(first, second);
            }
        }
    }

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
        carried(content, place, overlay);
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

    private static void carried(Content content, Place place, long overlay) throws IOException {
        Search search = new Search(content);
        long program = -1;
        int programs = 0;
        boolean installer = InstallShield.open(content.slice(overlay, content.size() - overlay), place);
        if (search.find("PK\5\6", Math.max(0, content.size() - 66_000), content.size()) >= 0 || overlay < content.size() && search.find("PK\3\4", overlay, content.size()) >= 0) {
            place.also(content, FileType.ZIP);
        }
        // Behind an installer whose files were shown one by one there is nothing else.
        long last = installer ? overlay : content.size();
        for (long at = search.next(FIRSTS, 1, last); at < last; at = search.next(FIRSTS, at + 1, last)) {
            if (!mayBegin(search.at(at), search.at(at + 1))) {
                continue;
            }
            byte[] mark = new byte[32];
            int length = content.fill(at, mark);
            String text = new String(mark, 0, length, StandardCharsets.ISO_8859_1);
            long end = at;
            if (program(content, mark, length, at)) {
                if (program >= 0) {
                    place.inner("program" + programs, content.slice(program, at - program));
                }
                program = at;
                programs++;
            } else if (text.startsWith("MSCF\0\0\0\0") && length == 32 && mark[25] == 1 && Little.u32(mark, 8) > 36 && at + Little.u32(mark, 8) <= content.size()) {
                end = at + Little.u32(mark, 8);
                place.also(content.slice(at, end - at), FileType.CAB);
            } else if (text.startsWith("7z\u00bc\u00af'\u001c") && length == 32 && sound(mark)) {
                place.also(content.slice(at, content.size() - at), FileType.SEVEN_ZIP);
                end = content.size();
            } else if (text.startsWith("Rar!\32\7") && at >= overlay) {
                place.also(content.slice(at, content.size() - at), FileType.RAR);
                end = content.size();
            } else if (text.startsWith("\u00ef\u00be\u00ad\u00deNullsoftInst") && at >= overlay) {
                place.also(content.slice(at - 4, content.size() - at + 4), FileType.NSIS);
                end = content.size();
            } else if (text.startsWith("\u00a3HK\u00be\u0098lJ\u00a9\u0099LS\n\u0086\u00d6H}AU3!EA0") || at >= overlay
                    && (text.startsWith("ISc(") || text.startsWith("InstallShield\0") || text.startsWith("ISSetupStream") || text.startsWith("zlb\32"))) {
                place.incomplete(Reason.ARCHIVE_NOT_OPENED);
            }
            at = Math.max(at, end - 1);
        }
        if (program >= 0) {
            place.inner("program" + programs, content.slice(program, last - program));
        }
    }

    /** Whether something may begin with these two bytes; so few do that a closer look costs nothing. */
    private static boolean mayBegin(int first, int second) {
        return switch (first) {
            case 'M' -> second == 'S' || second == 'Z';
            case '7', 'z' -> second == 'z' || second == 'l';
            case 'R' -> second == 'a';
            case 0xef -> second == 0xbe;
            case 0xa3 -> second == 'H';
            case 'I' -> second == 'S' || second == 'n';
            default -> false;
        };
    }

    /** Whether another program begins there. */
    private static boolean program(Content content, byte[] mark, int length, long at) throws IOException {
        if (mark[0] != 'M' || mark[1] != 'Z' || length < 32) {
            return false;
        }
        byte[] number = new byte[4];
        if (content.fill(at + 60, number) < 4) {
            return false;
        }
        long header = Little.u32(number, 0);
        return header >= 4 && header < 1 << 16 && content.fill(at + header, number) == 4 && Little.i32(number, 0) == 0x4550;
    }

    /** Whether it is the header of a 7z archive and not only its first letters: its checksum is right. */
    private static boolean sound(byte[] header) {
        CRC32 crc = new CRC32();
        crc.update(header, 12, 20);
        return crc.getValue() == Little.u32(header, 8);
    }
}
