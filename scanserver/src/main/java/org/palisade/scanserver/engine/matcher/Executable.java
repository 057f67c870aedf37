package org.palisade.scanserver.engine.matcher;

import java.util.List;
import java.util.Optional;

/**
 * Entry point and sections of an executable, as ClamAV reckons them.
 *
 * @param entryPoint offset in the file, bytes; -1 if unknown
 * @param sections   in the order of the headers
 */
public record Executable(long entryPoint, List<Section> sections) {

    /**
     * Where a section's bytes stand.
     *
     * @param offset in the file, bytes
     * @param size   bytes; of a PE file it is rounded up to the file's alignment and ends with the file
     */
    public record Section(long offset, long size) {
    }

    public Executable {
        sections = List.copyOf(sections);
    }

    /**
     * Reads the headers of a PE, ELF or Mach-O file.
     *
     * @param head   first bytes of the file; headers that do not lie within them count as broken
     * @param length how many of them are filled
     * @param size   of the whole file, bytes
     * @return empty if it is none of these, or so broken that ClamAV would not reckon with it
     */
    public static Optional<Executable> parse(byte[] head, int length, long size) {
        int filled = Math.min(length, head.length);
        try {
            if (filled >= 2 && head[0] == 'M' && head[1] == 'Z') {
                return PeHeader.parse(new Head(head, filled, false), size);
            }
            if (filled >= 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F') {
                return ElfHeader.parse(head, filled);
            }
            return MachoHeader.parse(head, filled);
        } catch (IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Numbers in the first bytes of a file; reading past them is an {@link IndexOutOfBoundsException}. */
    record Head(byte[] bytes, int length, boolean bigEndian) {

        int u8(long place) {
            if (place < 0 || place >= length) {
                throw new IndexOutOfBoundsException();
            }
            return bytes[(int) place] & 0xff;
        }

        int u16(long place) {
            int first = u8(place);
            int second = u8(place + 1);
            return bigEndian ? first << 8 | second : second << 8 | first;
        }

        long u32(long place) {
            long first = u16(place);
            long second = u16(place + 2);
            return bigEndian ? first << 16 | second : second << 16 | first;
        }

        long u64(long place) {
            long first = u32(place);
            long second = u32(place + 4);
            return bigEndian ? first << 32 | second : second << 32 | first;
        }
    }
}
