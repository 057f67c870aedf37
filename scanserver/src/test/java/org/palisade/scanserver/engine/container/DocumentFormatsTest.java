package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.container.Packing.ascii;
import static org.palisade.scanserver.engine.container.Packing.hex;
import static org.palisade.scanserver.engine.container.Packing.join;
import static org.palisade.scanserver.engine.container.Packing.little;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.protocol.scan.Reason;

/** Each format of mails, pages and documents, made here, opened. */
class DocumentFormatsTest implements Unpacking {

    @TempDir
    private Path folder;

    @Override
    public Path folder() {
        return folder;
    }

    @Test
    void mails() {
        String base64 = Base64.getMimeEncoder().encodeToString(TEXT);
        String mail = "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\n"
                + "Content-Type: application/zip; name=\"a.bin\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64 + "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                + "Subject: inner\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<b>=41=\r\nB</b>\r\n--b--\r\n";
        opens(ascii(mail), FileType.MAIL, "a.bin", TEXT);
        opens(ascii(mail), FileType.MAIL, "part3/part1", ascii("<b>AB</b>"));
        String box = "From a@example.org Thu Jul 31 13:51:21 2008\n" + mail + "\nFrom b@example.org Thu Jul 31 13:51:21 2008\nSubject: y\n\nsecond\n";
        opens(ascii(box), FileType.MAIL, "mail1/a.bin", TEXT);
        opens(ascii(box), FileType.MAIL, "mail2/part1", ascii("second\n"));
    }

    @Test
    void filesInLetters() {
        opens(ascii("begin 644 a.txt\n#0V%T\n`\nend\n"), FileType.UUENCODED, "a.txt", ascii("Cat"));
        opens(ascii("begin-base64 644 a.txt\nQ2F0\n====\n"), FileType.UUENCODED, "a.txt", ascii("Cat"));
        opens(ascii("Subject: x\n\nsome words\nbegin 644 a.txt\n#0V%T\n`\nend\n"), FileType.MAIL, "a.txt", ascii("Cat"));
    }

    @Test
    void pages() {
        String page = "<html><img src=\"data:image/png;base64,Q2\nF0\"><a href='data:application/x;charset=x;base64,Q2F0%0aQ2F0'><script>let a = 1;</script></html>";
        opens(ascii(page), FileType.HTML, "data1", ascii("Cat"));
        opens(ascii(page), FileType.HTML, "data2", ascii("CatCat"));
        opens(ascii(page), FileType.HTML, "script1", ascii("let a = 1;"));
    }

    @Test
    void documents() {
        byte[] pdf = join(ascii("%PDF-1.4\n1 0 obj\n<</Length 3 0 R /Filter /Flate#44ecode>>\nstream\r\n"), Packing.zlib(TEXT),
                ascii("\r\nendstream\nendobj\n2 0 obj\n<</Filter[/ASCIIHexDecode /Fl]>>stream\n"), ascii(java.util.HexFormat.of().formatHex(Packing.zlib(ascii("two")))),
                ascii(">\nendstream\nendobj\n3 0 obj<</Filter /ASCII85Decode>>\nstream\n9jqo^~>\nendstream 4 0 obj<</Filter/RunLengthDecode>>\nstream\n\2abc\u00feX\u0080endstream\n"),
                ascii("5 0 obj <</Length 5>>\nstream\nplain\nendstream\n6 0 obj<</Filter/LZWDecode>>\nstream\n"), hex("800b6050220c0c8501"), ascii("\nendstream\n"));
        opens(pdf, FileType.PDF, "stream1", TEXT);
        opens(pdf, FileType.PDF, "stream2", ascii("two"));
        opens(pdf, FileType.PDF, "stream3", ascii("Man "));
        opens(pdf, FileType.PDF, "stream4", ascii("abcXXX"));
        opens(pdf, FileType.PDF, "stream5", ascii("plain"));
        opens(pdf, FileType.PDF, "stream6", ascii("-----A---B"));
        assertEquals(Optional.of(Reason.ENCRYPTED), Walked.through(ascii("%PDF-1.4\ntrailer<</Encrypt 5 0 R>>\n"), folder).reason());
    }

    @Test
    void aStreamOfADocumentIsFoundHoweverItsDictionaryIsWritten() {
        byte[] packed = Packing.zlib(TEXT);
        for (String dictionary : List.of("<</#46ilter/FlateDecode>>\nstream\n", "<</Filter/FlateDecode>>" + " ".repeat(200) + "stream\n", "<</Filter/FlateDecode>>%what\nstream\n",
                "<</Filter/FlateDecode>>stream \t\r\n", "<</Filter/FlateDecode" + " ".repeat(9000) + ">>stream\n", "<</Filter/FlateDecode/Title(obj)>>stream\n",
                "<</Title(/Filter/DCTDecode)/Filter/FlateDecode>>stream\n")) {
            byte[] pdf = join(ascii("%PDF-1.4\n1 0 obj\n" + dictionary), packed, ascii("\nendstream\nendobj\n"));
            assertTrue(Walked.through(pdf, folder).contents().stream().anyMatch(content -> Arrays.equals(content, TEXT)), dictionary.replaceAll(" {100,}", "..."));
        }
        for (String filter : List.of("5 0 R", "%what\n/FlateDecode", "[/FlateDecode" + " ".repeat(500) + "]")) {
            byte[] pdf = join(ascii("%PDF-1.4\n1 0 obj\n<</Filter " + filter + ">>stream\n"), packed, ascii("\nendstream\nendobj\n"));
            assertEquals(Optional.of(Reason.ARCHIVE_NOT_OPENED), Walked.through(pdf, folder).reason(), filter);
        }
        assertEquals(Optional.empty(), Walked.through(ascii("%PDF-1.4\n1 0 obj\n(a\nstream\nof words)\nendobj\n"), folder).reason());
    }

    @Test
    void rowsThatWereWrittenAsDifferencesAreReadAsTheyWere() {
        byte[] text = Arrays.copyOf(TEXT, 1200);
        for (int between : List.of(1, 3)) {
            String columns = "/Colors " + between + "/Columns " + 12 / between;
            for (byte[] pdf : List.of(
                    join(ascii("%PDF-1.5\n1 0 obj\n<</Filter/FlateDecode/DecodeParms<</Predictor 15" + columns + ">>>>stream\n"), Packing.zlib(differences(text, 12, between, true))),
                    join(ascii("%PDF-1.5\n1 0 obj\n<</BitsPerComponent 1/Filter/FlateDecode/DecodeParms<<" + columns + "/Predictor 2>>>>stream\n"),
                            Packing.zlib(differences(text, 12, between, false))))) {
                Walked walked = Walked.through(join(pdf, ascii("\nendstream\nendobj\n")), folder);
                assertEquals(Optional.empty(), walked.reason());
                assertTrue(walked.contents().stream().anyMatch(content -> Arrays.equals(content, text)), between + " in " + new String(pdf, 20, 40, StandardCharsets.ISO_8859_1));
            }
        }
        byte[] endless = ascii("%PDF-1.5\n1 0 obj\n<</Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 9999999>>>>stream\nx\nendstream\nendobj\n");
        assertTrue(Walked.through(endless, folder).reason().isPresent());
    }

    /** Rows as PNG has them, each in the next of its five ways, or as TIFF has them. */
    private static byte[] differences(byte[] text, int row, int between, boolean png) {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int at = 0; at < text.length; at += row) {
            int how = png ? at / row % 5 : 1;
            if (png) {
                rows.write(how);
            }
            for (int i = 0; i < row; i++) {
                int left = i < between ? 0 : text[at + i - between] & 0xff;
                int up = at == 0 ? 0 : text[at + i - row] & 0xff;
                int corner = at == 0 || i < between ? 0 : text[at + i - row - between] & 0xff;
                int nearest = Math.abs(up - corner) <= Math.abs(left - corner) && Math.abs(up - corner) <= Math.abs(left + up - 2 * corner) ? left
                        : Math.abs(left - corner) <= Math.abs(left + up - 2 * corner) ? up : corner;
                rows.write(text[at + i] - new int[] {0, left, up, (left + up) / 2, nearest}[how]);
            }
        }
        return rows.toByteArray();
    }

    @Test
    void compoundFilesAndWhatIsWrappedInThem() {
        byte[] wrapped = join(little(0, 4), little(2, 2), ascii("a.txt\0C:\\a.txt\0"), little(0x30000, 4), little(3, 4), ascii("C:\0"), little(5, 4), ascii("inner"));
        byte[] shorter = java.util.Arrays.copyOf(TEXT, 50_000);
        byte[] file = Packing.ole2("large", shorter, "\1Ole10Native", wrapped);
        opens(file, FileType.OLE2, "large", shorter);
        opens(file, FileType.OLE2, "?Ole10Native", wrapped);
        opens(file, FileType.OLE2, "a.txt", ascii("inner"));
    }

    @Test
    void macrosAreUnpacked() {
        // The worked example of Microsoft's description of the coding, behind a beginning as sources have it.
        byte[] chunk = join(hex("00"), ascii("Attribut"), hex("00"), ascii("e VB_Nam"));
        byte[] stream = join(new byte[100], hex("01"), little(0xb000 | chunk.length - 1, 2), chunk, new byte[4200]);
        opens(Packing.ole2("module", stream, "x", ascii("x")), FileType.OLE2, "module.source", ascii("Attribute VB_Nam"));
    }

    @Test
    void objectsInRichText() {
        byte[] object = join(little(0x501, 4), little(2, 4), little(4, 4), ascii("abc\0"), little(0, 4), little(0, 4), little(5, 4), ascii("inner"));
        StringBuilder digits = new StringBuilder();
        for (byte value : object) {
            // What a reader passes over may stand between the digits.
            digits.append(String.format("%02x", value)).append(value == 'i' ? "{\\*}\r\n\\x1 " : "");
        }
        opens(ascii("{\\rtf1{\\object{\\*\\objdata " + digits + "}}}"), FileType.RTF, "object1", ascii("inner"));
    }

    @Test
    void attachmentsOfOutlook() {
        byte[] file = join(hex("789f3e22 0100"), hex("01 06900800"), little(4, 4), new byte[4], new byte[2], hex("02 0f800600"), little(TEXT.length, 4), TEXT, new byte[2]);
        opens(file, FileType.TNEF, "attachment2", TEXT);
    }
}
