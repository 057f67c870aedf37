package org.palisade.scanserver.engine.container;

import java.nio.charset.StandardCharsets;

/** Tells the type by the first bytes: one switch over the first byte, a comparison or two, and only for what is left a look at more. */
final class Detection {

    private static final int LOOK = 1024;
    /** Control characters that texts have: tab, line feed, form feed, carriage return, escape. */
    private static final int TEXT_CONTROLS = 1 << 9 | 1 << 10 | 1 << 12 | 1 << 13 | 1 << 27;
    private static final byte[] PDF = ascii("%pdf-");
    private static final byte[][] TAGS = {ascii("<html"), ascii("<!doctype html"), ascii("<head"), ascii("<body"), ascii("<script"), ascii("<iframe"), ascii("<a "), ascii("<img"),
        ascii("<table"), ascii("<title"), ascii("<meta"), ascii("<div"), ascii("<p>"), ascii("<svg"), ascii("<object"), ascii("<form"), ascii("<hta:")};
    private static final byte[][] HEADERS = {ascii("from:"), ascii("to:"), ascii("subject:"), ascii("date:"), ascii("received:"), ascii("return-path:"),
        ascii("message-id:"), ascii("mime-version:"), ascii("content-type:"), ascii("delivered-to:"), ascii("x-"), ascii("reply-to:"), ascii("envelope-to:"),
        ascii("authentication-results:"), ascii("arc-seal:"), ascii("dkim-signature:"), ascii("x-originating-ip:")};

    private Detection() {
    }

    static FileType detect(byte[] head, int length) {
        if (length < 2) {
            return length == 0 || head[0] < 9 ? FileType.UNKNOWN : FileType.TEXT;
        }
        FileType type = byStart(head, length);
        if (type != FileType.UNKNOWN) {
            return type;
        }
        type = further(head, length);
        return type != FileType.UNKNOWN ? type : text(head, length);
    }

    private static FileType byStart(byte[] head, int length) {
        return switch (head[0]) {
            case 'M' -> starts(head, length, "MSCF") ? FileType.CAB : starts(head, length, "MSWIM\0\0\0") ? FileType.WIM
                    : head[1] == 'Z' && notText(head, length) ? FileType.PE : starts(head, length, "MM\0*") ? FileType.GRAPHICS : FileType.UNKNOWN;
            case 'P' -> starts(head, length, "PK\3\4") || starts(head, length, "PK\5\6") || starts(head, length, "PK00PK\3\4") || starts(head, length, "PK\7\10PK\3\4")
                    ? FileType.ZIP : FileType.UNKNOWN;
            case 0x7f -> starts(head, length, "\177ELF") ? FileType.ELF : FileType.UNKNOWN;
            case 0x1f -> head[1] == (byte) 0x8b ? FileType.GZIP : head[1] == (byte) 0x9d ? FileType.COMPRESS
                    : head[1] == (byte) 0x1e || head[1] == (byte) 0xa0 ? FileType.XZ_OTHER : FileType.UNKNOWN;
            case 'B' -> starts(head, length, "BZh") && length > 3 && head[3] >= '1' && head[3] <= '9' ? FileType.BZIP2
                    : starts(head, length, "BM") && length > 13 && head[6] == 0 && head[7] == 0 && head[13] == 0 ? FileType.GRAPHICS : FileType.UNKNOWN;
            case (byte) 0xfd -> starts(head, length, "\u00fd7zXZ\0") ? FileType.XZ : FileType.UNKNOWN;
            case '7' -> starts(head, length, "7z\u00bc\u00af\u0027\u001c") ? FileType.SEVEN_ZIP : FileType.UNKNOWN;
            case 'R' -> starts(head, length, "Rar!\32\7") ? FileType.RAR : starts(head, length, "RE~^") ? FileType.RAR_OTHER
                    : starts(head, length, "RIFF") ? FileType.GRAPHICS : FileType.UNKNOWN;
            case '(' -> starts(head, length, "(\u00b5/\u00fd") ? FileType.ZSTD
                    : starts(head, length, "(This file must be converted with BinHex") ? FileType.BINHEX : FileType.UNKNOWN;
            case 0x04 -> starts(head, length, "\4\"M\30") ? FileType.LZ4 : FileType.UNKNOWN;
            case 'L' -> starts(head, length, "LZIP\1") ? FileType.LZIP : FileType.UNKNOWN;
            case '!' -> starts(head, length, "!<arch>\n") ? FileType.AR : FileType.UNKNOWN;
            case '0' -> starts(head, length, "070701") ? FileType.CPIO_NEWC : starts(head, length, "070702") ? FileType.CPIO_CRC
                    : starts(head, length, "070707") ? FileType.CPIO_ODC : FileType.UNKNOWN;
            case (byte) 0xc7 -> head[1] == 0x71 ? FileType.CPIO_OLD : FileType.UNKNOWN;
            case 0x71 -> head[1] == (byte) 0xc7 ? FileType.CPIO_OLD : FileType.UNKNOWN;
            case (byte) 0xed -> starts(head, length, "\u00ed\u00ab\u00ee\u00db") ? FileType.RPM : FileType.UNKNOWN;
            case 0x60 -> head[1] == (byte) 0xea && length > 10 && (head[10] == 2 || head[10] == 0) ? FileType.ARJ : FileType.UNKNOWN;
            case (byte) 0xd0 -> starts(head, length, "\u00d0\u00cf\21\u00e0\u00a1\u00b1\32\u00e1") ? FileType.OLE2 : FileType.UNKNOWN;
            case 'S' -> starts(head, length, "SZDD") || starts(head, length, "SZ \u0088\u00f0") ? FileType.SZDD
                    : starts(head, length, "StuffIt") || starts(head, length, "SIT!") ? FileType.STUFFIT : FileType.UNKNOWN;
            case 'K' -> starts(head, length, "KWAJ\u0088\u00f0\u0027\u00d1") ? FileType.KWAJ : FileType.UNKNOWN;
            case 0x78 -> starts(head, length, "x\u009f>\"") ? FileType.TNEF : starts(head, length, "xar!") ? FileType.XAR : FileType.UNKNOWN;
            case 'I' -> starts(head, length, "ITSF") ? FileType.CHM : starts(head, length, "ISc(") ? FileType.INSTALLSHIELD
                    : starts(head, length, "II*\0") ? FileType.GRAPHICS : FileType.UNKNOWN;
            case '{' -> starts(head, length, "{\\rt") ? FileType.RTF : FileType.UNKNOWN;
            case '%' -> starts(head, length, "%PDF-") ? FileType.PDF : FileType.UNKNOWN;
            case 0x7a -> starts(head, length, "z\32 \20") ? FileType.SISX : FileType.UNKNOWN;
            case (byte) 0xca -> universal(head, length);
            case (byte) 0xfe -> starts(head, length, "\u00fe\u00ed\u00fa\u00ce") || starts(head, length, "\u00fe\u00ed\u00fa\u00cf") ? FileType.MACHO : FileType.UNKNOWN;
            case (byte) 0xce, (byte) 0xcf -> head[1] == (byte) 0xfa && length > 3 && head[2] == (byte) 0xed && head[3] == (byte) 0xfe ? FileType.MACHO : FileType.UNKNOWN;
            case (byte) 0x89 -> starts(head, length, "\u0089PNG") ? FileType.GRAPHICS : FileType.UNKNOWN;
            case (byte) 0xff -> starts(head, length, "\u00ff\u00d8\u00ff") ? FileType.GRAPHICS : FileType.UNKNOWN;
            case 'G' -> starts(head, length, "GIF8") ? FileType.GRAPHICS : FileType.UNKNOWN;
            case 'E' -> starts(head, length, "EGGA") ? FileType.EGG : FileType.UNKNOWN;
            case 'A' -> starts(head, length, "ALZ\1") ? FileType.ALZ : FileType.UNKNOWN;
            case 'Z' -> starts(head, length, "ZOO ") ? FileType.ZOO : starts(head, length, "ZWS") ? FileType.SWF_PACKED : FileType.UNKNOWN;
            case 'h', 's' -> starts(head, length, "hsqs") || starts(head, length, "sqsh") ? FileType.SQUASHFS : FileType.UNKNOWN;
            case 'C' -> starts(head, length, "CWS") && length > 8 && head[8] == 'x' ? FileType.SWF_PACKED
                    : starts(head, length, "Cr24") && notText(head, length) ? FileType.ZIP : FileType.UNKNOWN;
            case 'F' -> starts(head, length, "FWS") && length > 3 && head[3] >= 0 && head[3] < 64 ? FileType.SWF : FileType.UNKNOWN;
            case '#' -> head[1] == '!' ? FileType.SCRIPT : FileType.UNKNOWN;
            case 'b' -> starts(head, length, "begin ") && length > 9 && digit(head[6]) && digit(head[7]) && digit(head[8]) ? FileType.UUENCODED
                    : starts(head, length, "begin-base64 ") ? FileType.UUENCODED : FileType.UNKNOWN;
            case (byte) 0xe4 -> starts(head, length, "\u00e4R\134{\u008c\u00d8\u00a7\u004d") ? FileType.ONENOTE : FileType.UNKNOWN;
            case 0x5d -> lzma(head, length) ? FileType.LZMA : FileType.UNKNOWN;
            default -> FileType.UNKNOWN;
        };
    }

    private static FileType universal(byte[] head, int length) {
        if (!starts(head, length, "\u00ca\u00fe\u00ba\u00be") || length < 8) {
            return FileType.UNKNOWN;
        }
        // A class file has its version there, 45 and more; a universal program its number of architectures.
        return head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] < 40 ? FileType.MACHO_UNIVERSAL : FileType.JAVA;
    }

    private static boolean lzma(byte[] head, int length) {
        if (length < 14 || head[1] != 0 || head[13] != 0) {
            return false;
        }
        boolean unknownSize = true;
        for (int i = 5; i < 13; i++) {
            unknownSize &= head[i] == -1;
        }
        return unknownSize || head[10] == 0 && head[11] == 0 && head[12] == 0;
    }

    private static FileType further(byte[] head, int length) {
        if (length > 262 && at(head, length, 257, "ustar") || oldTar(head, length)) {
            return FileType.TAR;
        }
        if (length > 12 && at(head, length, 8, "\31\4\0\20")) {
            return FileType.SIS;
        }
        if (at(head, length, 2, "-lh") && length > 6 && head[6] == '-' || at(head, length, 2, "-lz") && length > 6 && head[6] == '-') {
            return FileType.LHA;
        }
        if (at(head, length, 7, "**ACE**")) {
            return FileType.ACE;
        }
        if (at(head, length, 0x8001, "CD001")) {
            return FileType.ISO9660;
        }
        return at(head, length, 0x8001, "BEA01") || at(head, length, 0x8001, "NSR0") ? FileType.UDF : FileType.UNKNOWN;
    }

    /** An archive older than the mark has a right checksum at least. */
    private static boolean oldTar(byte[] head, int length) {
        if (length < 512 || head[0] == 0 || !octal(head, 100, 8) || !octal(head, 124, 12) || !octal(head, 148, 8)) {
            return false;
        }
        int stated = 0;
        for (int i = 148; i < 156; i++) {
            if (digit(head[i])) {
                stated = stated * 8 + head[i] - '0';
            }
        }
        int unsigned = 0;
        for (int i = 0; i < 512; i++) {
            unsigned += i >= 148 && i < 156 ? ' ' : head[i] & 0xff;
        }
        return stated == unsigned;
    }

    private static boolean octal(byte[] head, int from, int count) {
        boolean any = false;
        for (int i = from; i < from + count; i++) {
            if (head[i] >= '0' && head[i] <= '7') {
                any = true;
            } else if (head[i] != ' ' && head[i] != 0) {
                return false;
            }
        }
        return any;
    }

    /** One pass over the first bytes: PDF may begin anywhere in them, a page shows itself by a tag, and a control character means that it is no text. */
    private static FileType text(byte[] head, int length) {
        int look = Math.min(length, LOOK);
        boolean wide = starts(head, length, "\u00ff\u00fe") || starts(head, length, "\u00fe\u00ff");
        boolean binary = false;
        boolean page = false;
        for (int i = 0; i < look; i++) {
            int letter = head[i];
            if (letter > '<' || letter < 0) {
                continue;
            }
            if (letter < 32) {
                binary |= (TEXT_CONTROLS >> letter & 1) == 0;
            } else if (letter == '<') {
                page = page || !binary && tag(head, i, length);
            } else if (letter == '%' && i + PDF.length <= length && same(head, i, PDF)) {
                return FileType.PDF;
            }
        }
        if (binary && !wide) {
            return FileType.UNKNOWN;
        }
        if (mail(head, length, look)) {
            return FileType.MAIL;
        }
        return page ? FileType.HTML : FileType.TEXT;
    }

    private static boolean mail(byte[] head, int length, int look) {
        int start = starts(head, length, "\u00ef\u00bb\u00bf") ? 3 : 0;
        while (start < look && (head[start] == ' ' || head[start] == '\n' || head[start] == '\r' || head[start] == '\t')) {
            start++;
        }
        // With a capital letter: a program may begin with "from".
        if (start + 5 < length && (at(head, length, start, "From ") || at(head, length, start, ">From "))) {
            return true;
        }
        for (byte[] header : HEADERS) {
            if (start + header.length <= length && same(head, start, header) && (header.length > 2 || headerLine(head, start, look))) {
                return true;
            }
        }
        return false;
    }

    private static boolean headerLine(byte[] head, int start, int look) {
        for (int i = start; i < look && i < start + 60; i++) {
            if (head[i] == ':') {
                return i + 1 < look && head[i + 1] == ' ';
            }
            if (!Character.isLetterOrDigit(head[i]) && head[i] != '-') {
                return false;
            }
        }
        return false;
    }

    private static boolean tag(byte[] head, int from, int length) {
        for (byte[] tag : TAGS) {
            if (from + tag.length <= length && same(head, from, tag)) {
                return true;
            }
        }
        return false;
    }

    private static boolean same(byte[] head, int from, byte[] lower) {
        for (int i = 0; i < lower.length; i++) {
            int letter = head[from + i];
            if (letter >= 'A' && letter <= 'Z') {
                letter += 32;
            }
            if (letter != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether it cannot be a text that happens to begin like a program: a control character among the first bytes. */
    private static boolean notText(byte[] head, int length) {
        for (int i = 2; i < Math.min(length, 64); i++) {
            if (head[i] < 9 || head[i] == 11 || head[i] > 13 && head[i] < 32) {
                return true;
            }
        }
        return length < 8;
    }

    private static boolean digit(byte letter) {
        return letter >= '0' && letter <= '7';
    }

    private static boolean starts(byte[] head, int length, String mark) {
        return at(head, length, 0, mark);
    }

    private static boolean at(byte[] head, int length, int offset, String mark) {
        if (offset + mark.length() > length) {
            return false;
        }
        for (int i = 0; i < mark.length(); i++) {
            if (head[offset + i] != (byte) mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
