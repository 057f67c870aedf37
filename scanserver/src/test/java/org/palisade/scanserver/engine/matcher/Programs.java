package org.palisade.scanserver.engine.matcher;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Makes small executables: headers by hand, filled with what is given. */
final class Programs {

    static final int PE_CODE = 0x400;
    static final int PE_ENTRY = PE_CODE + 0x120;
    private static final int PE_SECTION = 0x600;

    private Programs() {
    }

    /** A 32-bit PE file of three sections of 0x600 bytes from 0x400 on; what is given begins there. */
    static byte[] pe(byte[] content) {
        byte[] file = new byte[PE_CODE + Math.max(3 * PE_SECTION, content.length)];
        ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort(0, (short) 0x5a4d).putInt(0x3c, 0x40).putInt(0x40, 0x4550).putShort(0x44, (short) 0x14c).putShort(0x46, (short) 3);
        out.putShort(0x54, (short) 0xe0).putShort(0x56, (short) 0x102);
        int options = 0x58;
        out.putShort(options, (short) 0x10b).putInt(options + 16, 0x1120).putInt(options + 20, 0x1000).putInt(options + 28, 0x400000);
        out.putInt(options + 32, 0x1000).putInt(options + 36, 0x200).putShort(options + 48, (short) 4).putInt(options + 56, 0x4000).putInt(options + 60, 0x400);
        out.putShort(options + 68, (short) 2).putInt(options + 92, 16);
        for (int i = 0; i < 3; i++) {
            int at = options + 0xe0 + i * 40;
            out.put(at, (byte) '.').put(at + 1, (byte) ('a' + i)).putInt(at + 8, 0x1000).putInt(at + 12, 0x1000 * (i + 1));
            // The second section's size is not a multiple of the alignment.
            out.putInt(at + 16, i == 1 ? PE_SECTION - 0x37 : PE_SECTION).putInt(at + 20, PE_CODE + i * PE_SECTION).putInt(at + 36, 0x60000020);
        }
        System.arraycopy(content, 0, file, PE_CODE, content.length);
        return file;
    }

    static final int ELF_CODE = 0x200;
    static final int ELF_ENTRY = ELF_CODE + 0x40;
    private static final int ELF_SECTION = 0x300;

    /** An ELF file, 64 bits or 32 of the other byte order, of three sections of 0x300 bytes from 0x200 on; what is given begins there. */
    static byte[] elf(byte[] content, boolean wide) {
        byte[] file = new byte[ELF_CODE + Math.max(3 * ELF_SECTION, content.length)];
        ByteBuffer out = ByteBuffer.wrap(file).order(wide ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        file[0] = 0x7f;
        file[1] = 'E';
        file[2] = 'L';
        file[3] = 'F';
        file[4] = (byte) (wide ? 2 : 1);
        file[5] = (byte) (wide ? 1 : 2);
        file[6] = 1;
        out.putShort(16, (short) 2).putShort(18, (short) (wide ? 62 : 8)).putInt(20, 1);
        int base = 0x400000;
        if (wide) {
            out.putLong(24, base + ELF_ENTRY).putLong(32, 64).putLong(40, 120).putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1);
            out.putShort(58, (short) 64).putShort(60, (short) 3);
            out.putInt(64, 1).putInt(68, 5).putLong(80, base).putLong(88, base).putLong(96, file.length).putLong(104, file.length);
        } else {
            out.putInt(24, base + ELF_ENTRY).putInt(28, 64).putInt(32, 120).putShort(40, (short) 52).putShort(42, (short) 32).putShort(44, (short) 1);
            out.putShort(46, (short) 40).putShort(48, (short) 3);
            out.putInt(64, 1).putInt(72, base).putInt(76, base).putInt(80, file.length).putInt(84, file.length);
        }
        for (int i = 0; i < 3; i++) {
            int offset = ELF_CODE + i * ELF_SECTION;
            if (wide) {
                out.putInt(120 + i * 64 + 4, 1).putLong(120 + i * 64 + 16, base + offset).putLong(120 + i * 64 + 24, offset).putLong(120 + i * 64 + 32, ELF_SECTION);
            } else {
                out.putInt(120 + i * 40 + 4, 1).putInt(120 + i * 40 + 12, base + offset).putInt(120 + i * 40 + 16, offset).putInt(120 + i * 40 + 20, ELF_SECTION);
            }
        }
        System.arraycopy(content, 0, file, ELF_CODE, content.length);
        return file;
    }
}
