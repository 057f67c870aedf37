package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.palisade.protocol.scan.Reason;

/**
 * Archives and programs that a program carries. They are looked for everywhere in it: where its last section ends is what the program itself says, and one that says that it
 * reaches to the end of the file runs all the same. What tells an archive from a program that only knows the marks of archives, as unpackers do, is what must stand
 * behind the mark. The search goes on inside of what was found, for a header may claim more than is its own.
 */
final class Carried {

    /** Where files are aligned in programs and behind them, bytes. */
    private static final int ALIGNMENT = 512;
    private static final int HEADER = 512;
    private static final int MOST_ARJ_HEADER = 2600;
    /** The names of files of InstallShield have so many bytes in its table. */
    private static final int SHIELD_NAME = 260;

    /** The first two bytes of all that is looked for: so few places have such a pair that a closer look there costs nothing. */
    private static final List<String> PAIRS = List.of("MS", "MZ", "PK", "7z", "zl", "Ra", "\u0060\u00ea", "\u00ef\u00be", "\u00a3H", "IS", "In");
    private static final short[] FIRSTS = new short[256];
    private static final short[] SECONDS = new short[256];

    static {
        for (int i = 0; i < PAIRS.size(); i++) {
            FIRSTS[PAIRS.get(i).charAt(0)] |= (short) (1 << i);
            SECONDS[PAIRS.get(i).charAt(1)] |= (short) (1 << i);
        }
    }

    private final Content content;
    private final Place place;
    private final long overlay;
    private final Search search;
    private final byte[] mark = new byte[HEADER];
    private int length;
    /** Where files begin that were shown already. */
    private final Set<Long> shown = new HashSet<>();
    private long zipEnd;
    private long programStart = -1;
    private int programs;

    /**
     * A search.
     *
     * @param overlay where the last section ends, bytes
     */
    Carried(Content content, Place place, long overlay) {
        this.content = content;
        this.place = place;
        this.overlay = overlay;
        this.search = new Search(content);
    }

    /** Opens all there are. */
    void open() throws IOException {
        if (ZipOpener.endsWithArchive(content)) {
            place.also(content, FileType.ZIP);
            zipEnd = content.size();
        }
        long at = 0;
        while (at < content.size()) {
            at = look(at);
        }
        program(content.size());
    }

    /** Looks at one place; gives the next one that is worth a look. */
    private long look(long at) throws IOException {
        if (at == overlay || at % ALIGNMENT == 0 && maybeShield(at)) {
            if (InstallShield.open(content, at, at == overlay, place, shown)) {
                program(at);
            }
        }
        if (at > 0 && at + 1 < content.size() && (FIRSTS[search.at(at)] & SECONDS[search.at(at + 1)]) != 0 && !shown.contains(at)) {
            length = content.fill(at, mark);
            if (length >= 32) {
                found(at);
            }
        }
        long aligned = (at / ALIGNMENT + 1) * ALIGNMENT;
        long stop = Math.min(content.size(), at < overlay ? Math.min(aligned, overlay) : aligned);
        return search.next(FIRSTS, SECONDS, at + 1, stop);
    }

    private void found(long at) throws IOException {
        switch (mark[0]) {
            case 'M' -> {
                if (begins("MSCF\0\0\0\0") && mark[25] == 1 && Little.u32(mark, 8) > 36 && Little.u32(mark, 8) <= content.size() - at) {
                    place.also(content.slice(at, Little.u32(mark, 8)), FileType.CAB);
                } else if (another(at)) {
                    program(at);
                    programStart = at;
                    programs++;
                }
            }
            case 'P' -> {
                if (at >= zipEnd && begins("PK\3\4") && ZipOpener.isMember(mark, length, content.size() - at)) {
                    zipEnd = ZipOpener.end(content, at);
                    place.also(content.slice(at, zipEnd - at), FileType.ZIP);
                }
            }
            case '7' -> open(begins("7z\u00bc\u00af'\u001c") && sevenZip(), at, FileType.SEVEN_ZIP);
            case 'R' -> open(begins("Rar!\32\7") && rar(), at, FileType.RAR);
            case 0x60 -> open(arj(at), at, FileType.ARJ);
            case (byte) 0xef -> open(at >= 4 && begins("\u00ef\u00be\u00ad\u00deNullsoftInst") && nsis(at), at - 4, FileType.NSIS);
            default -> {
                boolean known = begins("\u00a3HK\u00be\u0098lJ\u00a9\u0099LS\n\u0086\u00d6H}AU3!EA0") || shield(at) || begins("zlb\32") && (at >= overlay || inno());
                if (known) {
                    place.incomplete(Reason.ARCHIVE_NOT_OPENED);
                }
            }
        }
    }

    private void open(boolean archive, long at, FileType type) throws IOException {
        if (archive) {
            place.also(content.slice(at, content.size() - at), type);
        }
    }

    /** Shows the program that was found last; it ends here. */
    private void program(long end) throws IOException {
        if (programStart >= 0) {
            place.inner("program" + programs, content.slice(programStart, end - programStart));
            programStart = -1;
        }
    }

    /** Whether a name and a longer one with the same last letter begin there, and a number is behind them. Most programs have letters in places, few have these. */
    private boolean maybeShield(long at) throws IOException {
        long first = letters(at);
        long second = first == at ? at : letters(first + 1);
        return first > at && second - first > first - at && search.at(first) == 0 && search.at(second) == 0 && search.at(first - 1) == search.at(second - 1)
                && search.at(second + 1) >= '0' && search.at(second + 1) <= '9';
    }

    /** Where letters end that begin there. */
    private long letters(long from) throws IOException {
        long at = from;
        while (at - from < SHIELD_NAME && search.at(at) >= ' ') {
            at++;
        }
        return at;
    }

    private boolean begins(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (mark[i] != (byte) text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean sevenZip() {
        CRC32 crc = new CRC32();
        crc.update(mark, 12, 20);
        return crc.getValue() == Little.u32(mark, 8);
    }

    /** Whether another program begins there. */
    private boolean another(long at) throws IOException {
        if (mark[1] != 'Z' || length < 64) {
            return false;
        }
        byte[] number = new byte[4];
        long header = Little.u32(mark, 60);
        return header >= 4 && header < 1 << 16 && content.fill(at + header, number) == 4 && Little.i32(number, 0) == 0x4550;
    }

    /** Before version 5 the main header follows, marked by a letter; since then one of two kinds, behind a checksum and a length of one to three bytes. */
    private boolean rar() {
        if (mark[6] == 0) {
            return mark[9] == 's' && Little.u16(mark, 12) >= 13;
        }
        int at = 12;
        while (at < 14 && mark[at] < 0) {
            at++;
        }
        return mark[6] == 1 && mark[7] == 0 && mark[12] != 0 && mark[at] >= 0 && (mark[at + 1] == 1 || mark[at + 1] == 4);
    }

    private boolean arj(long at) throws IOException {
        int header = Little.u16(mark, 2);
        if (header < 30 || header > MOST_ARJ_HEADER || mark[10] != 2 || header + 8 > content.size() - at) {
            return false;
        }
        byte[] bytes = content.bytes(at + 4, header + 4);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, header);
        return crc.getValue() == Little.u32(bytes, header);
    }

    /** Flags before the mark, behind it how much there is: their own unpacker demands as much. */
    private boolean nsis(long at) throws IOException {
        byte[] flags = content.bytes(at - 4, 4);
        long size = Little.u32(mark, 20);
        return Little.u32(flags, 0) < 32 && size > 28 && size <= content.size() - at + 4;
    }

    private boolean shield(long at) {
        if (begins("ISc(")) {
            long described = Little.u32(mark, 12) + Little.u32(mark, 16);
            return at >= overlay || (mark[7] == 1 || mark[7] == 2 || mark[7] == 4) && described <= content.size() - at;
        }
        boolean plain = begins("InstallShield\0");
        if (!plain && !begins("ISSetupStream\0") || length < 46 + SHIELD_NAME + 52) {
            return false;
        }
        boolean table = Little.u16(mark, 14) > 0 && Little.u32(mark, 16) <= 16;
        if (!plain) {
            return table && Little.u32(mark, 46) > 0 && Little.u32(mark, 46) <= 2 * SHIELD_NAME;
        }
        return table && mark[46] > ' ' && mark[46 + SHIELD_NAME - 1] == 0 && Little.u32(mark, 46 + SHIELD_NAME + 8) <= content.size() - at;
    }

    /** Whether packed bytes follow the mark of Inno Setup: LZMA of either kind, zlib or bzip2. */
    private boolean inno() {
        int first = mark[4] & 0xff;
        int second = mark[5] & 0xff;
        return first == 0x5d && second == 0 && mark[6] == 0 || first <= 40 && (second == 1 || second >= 0xe0) || first == 0x78 && (first << 8 | second) % 31 == 0
                || first == 'B' && second == 'Z' && mark[6] == 'h';
    }
}
