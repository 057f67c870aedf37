package org.palisade.scanserver.engine.matcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palisade.scanserver.engine.matcher.Executable.Head;
import org.palisade.scanserver.engine.matcher.Executable.Section;

/** Reads the headers of a PE file. */
final class PeHeader {

    private static final int FEWEST_SECTIONS = 1;
    private static final int MOST_SECTIONS = 96;
    private static final int SECTION = 40;
    private static final int FALLBACK_ALIGNMENT = 0x200;

    private final Head head;
    private final long size;
    private final long table;
    private final int count;
    private final long sectionAlignment;
    private long fileAlignment;
    private final long headers;
    private final long entry;

    private PeHeader(Head head, long size, long pe) {
        this.head = head;
        this.size = size;
        count = head.u16(pe + 6);
        int optional = head.u16(pe + 20);
        long options = pe + 24;
        table = options + optional;
        entry = head.u32(options + 16);
        sectionAlignment = head.u32(options + 32);
        fileAlignment = head.u32(options + 36);
        headers = up(head.u32(options + 60), sectionAlignment);
    }

    static Optional<Executable> parse(Head head, long size) {
        long pe = head.u32(0x3c);
        if (pe < 4 || head.u32(pe) != 0x4550) {
            return Optional.empty();
        }
        int optional = head.u16(pe + 20);
        boolean plus = head.u16(pe + 24) == 0x20b;
        int fixed = plus ? 112 : 96;
        long directories = Math.min(head.u32(pe + 24 + fixed - 4), 16);
        PeHeader header = new PeHeader(head, size, pe);
        if (header.count < FEWEST_SECTIONS || header.count > MOST_SECTIONS || optional < fixed + 8 * directories) {
            return Optional.empty();
        }
        return header.executable();
    }

    /** A section with the addresses it is loaded at. */
    private record Loaded(long address, long offset, long size) {
    }

    private Optional<Executable> executable() {
        for (int i = 0; i < count && fileAlignment != FALLBACK_ALIGNMENT; i++) {
            long at = table + (long) i * SECTION;
            long offset = head.u32(at + 20);
            if (fileAlignment != 0 && head.u32(at + 16) != 0 && offset % fileAlignment != 0 && offset % FALLBACK_ALIGNMENT == 0) {
                fileAlignment = FALLBACK_ALIGNMENT;
            }
        }
        List<Loaded> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * SECTION;
            long virtualSize = head.u32(at + 8);
            long address = head.u32(at + 12);
            long rawSize = head.u32(at + 16);
            long rawOffset = head.u32(at + 20);
            long offset = down(rawOffset, fileAlignment);
            long length = up(rawSize, fileAlignment);
            if (length > 0 && (offset >= size || rawOffset >= size)) {
                // ClamAV leaves such a section out when it reckons for signatures, and gives up on a file that has no other.
                if (count == 1) {
                    return Optional.empty();
                }
                continue;
            }
            if ((address | virtualSize | rawSize) >>> 31 != 0 || length > 0 && rawOffset >>> 31 != 0) {
                return Optional.empty();
            }
            sections.add(new Loaded(down(address, sectionAlignment), offset, Math.min(length, size - offset)));
        }
        long found = entry < headers ? entry < size ? entry : -1 : mapped(sections);
        if (found < 0) {
            return Optional.empty();
        }
        return Optional.of(new Executable(found, sections.stream().map(one -> new Section(one.offset, Math.max(one.size, 0))).toList()));
    }

    private long mapped(List<Loaded> sections) {
        for (int i = sections.size() - 1; i >= 0; i--) {
            Loaded one = sections.get(i);
            if (one.size > 0 && one.address <= entry && entry - one.address < one.size) {
                return entry - one.address + one.offset;
            }
        }
        return -1;
    }

    private static long down(long value, long alignment) {
        return alignment == 0 ? value : value / alignment * alignment;
    }

    private static long up(long value, long alignment) {
        return alignment == 0 ? value : (value + alignment - 1) / alignment * alignment;
    }
}
