package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.palisade.protocol.scan.Reason;

/**
 * Opens PDF documents: every stream in the file, whatever the cross references say of it, unpacked by its filters. Embedded files, scripts and pages are such streams.
 * No object tree is built: there is nothing that could loop, and what a document hides from its own index is seen.
 */
final class PdfOpener implements Opener {

    private static final int DICTIONARY = 4096;
    private static final int MOST_FILTERS = 8;
    private static final Pattern FILTER = Pattern.compile("/Filter\\s*(\\[[^\\]]{0,400}\\]|/[^\\s/<>\\[\\]()]{1,40})");
    private static final Pattern LENGTH = Pattern.compile("/Length\\s{1,20}(\\d{1,12})(?!\\d|\\s+\\d+\\s+R)");
    private static final Pattern NAME = Pattern.compile("/([^\\s/<>\\[\\]()]{1,40})");
    private static final Pattern HEX = Pattern.compile("#([0-9a-fA-F]{2})");

    @Override
    public void open(Content content, Place place) throws IOException {
        Search search = new Search(content);
        if (encrypted(content, search)) {
            place.encrypted("document", content.size());
            return;
        }
        int number = 0;
        long behind = 0;
        for (long at = search.find("stream", 0, content.size()); at >= 0; at = search.find("stream", behind, content.size())) {
            behind = at + 6;
            long start = start(search, at);
            if (start < 0 || !behindDictionary(search, at)) {
                continue;
            }
            byte[] before = new byte[(int) Math.min(DICTIONARY, at)];
            content.fill(at - before.length, before);
            String text = new String(before, StandardCharsets.ISO_8859_1);
            String dictionary = dictionary(text);
            long end = end(search, content, start, dictionary);
            if (end < 0) {
                place.incomplete(Reason.ARCHIVE_DAMAGED);
                end = content.size();
            }
            behind = end;
            number++;
            stream("stream" + number, content.slice(start, end - start), filters(dictionary), place);
        }
    }

    private static boolean encrypted(Content content, Search search) throws IOException {
        String mark = "/Encrypt";
        for (long at = search.find(mark, 0, content.size()); at >= 0; at = search.find(mark, at + 1, content.size())) {
            byte[] behind = new byte[40];
            int length = content.fill(at + mark.length(), behind);
            if (new String(behind, 0, length, StandardCharsets.ISO_8859_1).matches("(?s)\\s*(<<|\\d+\\s+\\d+\\s+R).*")) {
                return true;
            }
        }
        return false;
    }

    private static boolean behindDictionary(Search search, long at) throws IOException {
        long before = at - 1;
        while (before > at - 64 && search.at(before) >= 0 && search.at(before) <= ' ') {
            before--;
        }
        return search.at(before) == '>' && search.at(before - 1) == '>';
    }

    /** Where the bytes begin behind the word "stream" there; -1 if no stream begins there. */
    private static long start(Search search, long at) throws IOException {
        int before = search.at(at - 1);
        int first = search.at(at + 6);
        if (before > ' ' && before != '>' || first != '\r' && first != '\n') {
            return -1;
        }
        return first == '\r' && search.at(at + 7) == '\n' ? at + 8 : at + 7;
    }

    /** Where the bytes end: where the stated length says if the end mark is there, else at the first end mark, less the end of line before it. */
    private static long end(Search search, Content content, long start, String dictionary) throws IOException {
        Matcher length = LENGTH.matcher(dictionary);
        if (length.find()) {
            long stated = start + Long.parseLong(length.group(1));
            long mark = stated;
            while (mark < stated + 2 && (search.at(mark) == '\r' || search.at(mark) == '\n')) {
                mark++;
            }
            if (search.find("endstream", mark, mark + 1) == mark) {
                return stated;
            }
        }
        long end = search.find("endstream", start, content.size());
        if (end > start && search.at(end - 1) == '\n') {
            end--;
        }
        if (end > start && search.at(end - 1) == '\r') {
            end--;
        }
        return end;
    }

    /** What stands before a stream from the beginning of its object on. */
    private static String dictionary(String text) {
        int object = text.lastIndexOf("obj");
        return object < 0 ? text : text.substring(object);
    }

    private static List<String> filters(String dictionary) {
        Matcher filter = FILTER.matcher(dictionary);
        List<String> names = new ArrayList<>();
        if (filter.find()) {
            Matcher name = NAME.matcher(filter.group(1));
            while (name.find()) {
                names.add(HEX.matcher(name.group(1)).replaceAll(match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16)))));
            }
        }
        return names;
    }

    private static void stream(String name, Content bytes, List<String> filters, Place place) {
        List<Inflater> inflaters = new ArrayList<>();
        try {
            if (filters.isEmpty()) {
                place.member(name, bytes);
                return;
            }
            if (filters.size() > MOST_FILTERS) {
                throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "more filters than " + MOST_FILTERS);
            }
            InputStream in = bytes.stream();
            for (String filter : filters) {
                InputStream next = filtered(in, filter, inflaters);
                if (next == in) {
                    break;
                }
                in = next;
            }
            place.member(name, in, bytes.size(), 0);
        } catch (IOException | RuntimeException e) {
            place.failed(e);
        } finally {
            inflaters.forEach(Inflater::end);
        }
    }

    /** The same stream for pictures: they are looked at as they are. */
    private static InputStream filtered(InputStream in, String filter, List<Inflater> inflaters) throws IOException {
        return switch (filter) {
            case "FlateDecode", "Fl" -> {
                Inflater inflater = new Inflater();
                inflaters.add(inflater);
                yield new InflaterInputStream(in, inflater, 8192);
            }
            case "ASCIIHexDecode", "AHx" -> new PdfFilters.Hex(in);
            case "ASCII85Decode", "A85" -> new PdfFilters.Ascii85(in);
            case "RunLengthDecode", "RL" -> new PdfFilters.RunLength(in);
            case "LZWDecode", "LZW" -> new PdfFilters.Lzw(in);
            case "DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode" -> in;
            case "Crypt" -> throw new UnopenedException(Reason.ENCRYPTED, "an encrypted stream");
            default -> throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "a filter that is not known");
        };
    }
}
