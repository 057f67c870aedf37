package org.palisade.scanserver.engine.matcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palisade.scanserver.engine.matcher.Executable.Head;
import org.palisade.scanserver.engine.matcher.Executable.Section;

/** Reads the headers of a Mach-O file of one architecture, 32 or 64 bits, of either byte order. */
final class MachoHeader {

    private static final int MOST_COMMANDS = 1024;
    private static final int MOST_SECTIONS = 255;
    private static final int POWERPC = 18;
    private static final int POWERPC64 = 18 | 0x1000000;

    private final Head head;
    private final boolean wide;
    private final List<Section> sections = new ArrayList<>();
    private final List<long[]> loaded = new ArrayList<>();

    private MachoHeader(Head head, boolean wide) {
        this.head = head;
        this.wide = wide;
    }

    static Optional<Executable> parse(byte[] bytes, int length) {
        if (length < 28) {
            return Optional.empty();
        }
        Head little = new Head(bytes, length, false);
        long magic = little.u32(0);
        boolean bigEndian = magic == 0xcefaedfeL || magic == 0xcffaedfeL;
        if (!bigEndian && magic != 0xfeedfaceL && magic != 0xfeedfacfL) {
            return Optional.empty();
        }
        return new MachoHeader(bigEndian ? new Head(bytes, length, true) : little, magic == 0xfeedfacfL || magic == 0xcffaedfeL).executable();
    }

    private Optional<Executable> executable() {
        long cpu = head.u32(4);
        long commands = head.u32(16);
        if (commands == 0 || commands > MOST_COMMANDS) {
            return Optional.empty();
        }
        long at = wide ? 32 : 28;
        long entry = 0;
        for (long i = 0; i < commands; i++) {
            long command = head.u32(at);
            long length = head.u32(at + 4);
            if (command == (wide ? 0x19 : 0x01)) {
                if (!segment(at)) {
                    return Optional.empty();
                }
            } else if ((command == 4 || command == 5) && (cpu == POWERPC || cpu == POWERPC64)) {
                entry = cpu == POWERPC ? head.u32(at + 16) : head.u64(at + 16);
            }
            if (length < 8) {
                return Optional.empty();
            }
            at += length;
        }
        return Optional.of(new Executable(entry == 0 ? 0 : mapped(entry), sections));
    }

    private boolean segment(long command) {
        long count = head.u32(command + (wide ? 64 : 48));
        if (count > MOST_SECTIONS) {
            return false;
        }
        long at = command + (wide ? 72 : 56);
        for (long i = 0; i < count; i++) {
            long address = wide ? head.u64(at + 32) : head.u32(at + 32);
            long size = wide ? head.u64(at + 40) : head.u32(at + 36);
            long offset = head.u32(at + (wide ? 48 : 40));
            long power = head.u32(at + (wide ? 52 : 44));
            if (power >= 32) {
                return false;
            }
            long alignment = 1L << power;
            sections.add(new Section(offset, (size & 0xffffffffL) + alignment - 1 & -alignment));
            loaded.add(new long[] {address, size, offset});
            at += wide ? 80 : 68;
        }
        return true;
    }

    private long mapped(long entry) {
        for (long[] one : loaded) {
            if (one[0] <= entry && one[0] + one[1] > entry) {
                return entry - one[0] + one[2];
            }
        }
        return -1;
    }
}
