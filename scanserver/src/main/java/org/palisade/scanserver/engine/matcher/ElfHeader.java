package org.palisade.scanserver.engine.matcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palisade.scanserver.engine.matcher.Executable.Head;
import org.palisade.scanserver.engine.matcher.Executable.Section;

/** Reads the headers of an ELF file, 32 or 64 bits, of either byte order. */
final class ElfHeader {

    private static final int MOST_SEGMENTS = 128;
    private static final int MOST_SECTIONS = 256;

    private final Head head;
    private final boolean wide;

    private ElfHeader(Head head, boolean wide) {
        this.head = head;
        this.wide = wide;
    }

    static Optional<Executable> parse(byte[] bytes, int length) {
        if (length < 52 || bytes[4] != 1 && bytes[4] != 2) {
            return Optional.empty();
        }
        return new ElfHeader(new Head(bytes, length, bytes[5] != 1), bytes[4] == 2).executable();
    }

    private long word(long place) {
        return wide ? head.u64(place) : head.u32(place);
    }

    private Optional<Executable> executable() {
        int step = wide ? 8 : 4;
        long entry = word(24);
        long segments = word(24 + step);
        long sections = word(24 + 2L * step);
        int sizes = 24 + 3 * step + 6;
        int segmentCount = head.u16(sizes + 2L);
        int sectionCount = head.u16(sizes + 6L);
        if (segmentCount > MOST_SEGMENTS || sectionCount > MOST_SECTIONS || head.u16(sizes + 4L) != (wide ? 64 : 40)) {
            return Optional.empty();
        }
        long offset = 0;
        if (segmentCount > 0 && entry != 0) {
            offset = head.u16(sizes) == (wide ? 56 : 32) ? entryOffset(entry, segments, segmentCount) : -1;
            if (offset < 0) {
                return Optional.empty();
            }
        }
        List<Section> found = new ArrayList<>();
        for (int i = 0; i < sectionCount; i++) {
            long at = sections + (long) i * (wide ? 64 : 40);
            // ClamAV keeps 32 bits of both.
            found.add(wide ? new Section(head.u64(at + 24) & 0xffffffffL, head.u64(at + 32) & 0xffffffffL) : new Section(head.u32(at + 16), head.u32(at + 20)));
        }
        return Optional.of(new Executable(offset, found));
    }

    private long entryOffset(long entry, long segments, int count) {
        long found = -1;
        for (int i = 0; i < count; i++) {
            long at = segments + (long) i * (wide ? 56 : 32);
            long address = word(at + (wide ? 16 : 8));
            long memory = word(at + (wide ? 40 : 20));
            long offset = word(at + (wide ? 8 : 4));
            if (found < 0 && address <= entry && address + memory > entry) {
                found = entry - address + offset & 0xffffffffL;
            }
        }
        return found;
    }
}
