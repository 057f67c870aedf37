package org.palisade.scanserver.engine.clamd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells by its beginning whether an object is a container: of those a daemon at its limits leaves parts out. One that begins like none of these is missed. */
final class Containers {

    /** So many bytes of the beginning are looked at. */
    static final int NEEDED = 265;

    private static final int TAR_MARK = 257;
    /** Zip, gzip, bzip2, xz, 7z, rar, zstd, cab, chm, arj, ar, cpio, rpm, OLE, TNEF, OneNote, lzma. */
    private static final List<String> BINARY = List.of(
            "504b0304", "504b0506", "504b0708", "1f8b", "425a68", "fd377a585a", "377abcaf271c", "526172211a07", "28b52ffd", "4d534346", "49545346",
            "60ea", "213c617263683e0a", "30373037", "c771", "edabeedb", "d0cf11e0", "789f3e22", "e4525c7b", "5d0000");
    private static final List<String> TEXT = List.of(
            "SZDD", "%PDF", "{\\rt", "xar!", "MZ", "ISc(", "From ", "From: ", "Received: ", "Return-Path: ", "Message-I", "MIME-Version",
            "Delivered-To: ", "hsqs", "CWS", "ZWS", "EGG", "ALZ");
    private static final List<byte[]> MARKS = Stream.concat(BINARY.stream().map(HexFormat.of()::parseHex),
            TEXT.stream().map(text -> text.getBytes(StandardCharsets.US_ASCII))).toList();
    private static final byte[] TAR = "ustar".getBytes(StandardCharsets.US_ASCII);

    private Containers() {
    }

    static boolean among(byte[] beginning, int length) {
        return MARKS.stream().anyMatch(mark -> at(beginning, length, 0, mark)) || at(beginning, length, TAR_MARK, TAR);
    }

    private static boolean at(byte[] bytes, int length, int offset, byte[] mark) {
        return length >= offset + mark.length && Arrays.equals(bytes, offset, offset + mark.length, mark, 0, mark.length);
    }
}
