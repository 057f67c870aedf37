package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    /** Where a dictionary is not whole in what stands before a stream, so much is looked at. */
    private static final int LONG_DICTIONARY = 64 << 10;
    private static final int MOST_BLANKS = 64;
    private static final int MOST_LISTS = 4;
    private static final int MOST_FILTERS = 8;
    private static final Pattern FILTER = Pattern.compile("/Filter\\s*(\\[[^\\]]{0,400}\\]|/[^\\s/<>\\[\\]()]{1,40})");
    private static final Pattern FILTERED = Pattern.compile("/Filter(?![^\\s/<>\\[\\]()%])");
    private static final Pattern OBJECT = Pattern.compile("\\d\\s{1,20}\\d{1,10}\\s{1,20}obj(?![a-zA-Z])");
    private static final Pattern LENGTH = Pattern.compile("/Length\\s{1,20}(\\d{1,12})(?!\\d|\\s+\\d+\\s+R)");
    private static final Pattern NAME = Pattern.compile("/([^\\s/<>\\[\\]()]{1,40})");
    private static final Pattern LATE = Pattern.compile("/EarlyChange\\s{1,20}0");
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
        boolean marks = true;
        for (long at = search.find("stream", 0, content.size()); at >= 0; at = search.find("stream", behind, content.size())) {
            behind = at + 6;
            long start = start(search, at);
            if (start < 0) {
                continue;
            }
            // Comments and any number of blanks may stand between the dictionary and the stream: whatever ends like a stream is one.
            boolean certain = behindDictionary(search, at);
            if (!certain && !marks) {
                continue;
            }
            String dictionary = dictionary(content, at);
            long end = end(search, content, start, dictionary);
            if (end < 0) {
                marks = false;
                if (!certain) {
                    continue;
                }
                place.incomplete(Reason.ARCHIVE_DAMAGED);
                end = content.size();
            }
            behind = end;
            number++;
            for (List<String> filters : filters(dictionary, place)) {
                for (Way way : ways(dictionary, place)) {
                    stream("stream" + number, content.slice(start, end - start), filters, way, place);
                }
            }
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
        long line = at + 6;
        while (line < at + 6 + MOST_BLANKS && (search.at(line) == ' ' || search.at(line) == '\t')) {
            line++;
        }
        int first = search.at(line);
        if (before > ' ' && before != '>' || first != '\r' && first != '\n') {
            return -1;
        }
        return first == '\r' && search.at(line + 1) == '\n' ? line + 2 : line + 1;
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

    /** What stands before a stream from the beginning of its object on, names without their numbers for letters. */
    private static String dictionary(Content content, long at) throws IOException {
        String near = object(content, at, DICTIONARY);
        String whole = near.isEmpty() ? object(content, at, LONG_DICTIONARY) : near;
        String text = whole.isEmpty() ? before(content, at, LONG_DICTIONARY) : whole;
        return HEX.matcher(text).replaceAll(match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
    }

    /** From the last beginning of an object on; empty if there is none. */
    private static String object(Content content, long at, int most) throws IOException {
        String text = before(content, at, most);
        Matcher object = OBJECT.matcher(text);
        int begin = -1;
        while (object.find()) {
            begin = object.start();
        }
        return begin < 0 ? "" : text.substring(begin);
    }

    private static String before(Content content, long at, int most) throws IOException {
        byte[] before = new byte[(int) Math.min(most, at)];
        content.fill(at - before.length, before);
        return new String(before, StandardCharsets.ISO_8859_1);
    }

    /** The filters a dictionary names: more than one list of them if one stands in a text or in another dictionary, for it is not known which counts. */
    private static List<List<String>> filters(String dictionary, Place place) {
        Set<List<String>> lists = new LinkedHashSet<>();
        Matcher filter = FILTER.matcher(dictionary);
        int read = 0;
        while (filter.find()) {
            read++;
            List<String> names = new ArrayList<>();
            Matcher name = NAME.matcher(filter.group(1));
            while (name.find()) {
                names.add(name.group(1));
            }
            lists.add(names);
        }
        if (read < FILTERED.matcher(dictionary).results().count() || lists.size() > MOST_LISTS) {
            // Named elsewhere, or by a list that goes on and on.
            place.incomplete(Reason.ARCHIVE_NOT_OPENED);
        }
        return lists.isEmpty() ? List.of(List.of()) : lists.stream().limit(MOST_LISTS).toList();
    }

    /**
     * How a stream is to be unpacked: as its parameters say, and as if they did not; which of them count is as unknown as which filters do.
     *
     * @param late whether LZW's codes become longer one code later than usual
     */
    private record Way(Optional<PdfPredictor> predictor, boolean late) {

        private static final Way PLAIN = new Way(Optional.empty(), false);
    }

    private static List<Way> ways(String dictionary, Place place) {
        List<Way> ways = new ArrayList<>(List.of(Way.PLAIN));
        if (LATE.matcher(dictionary).find()) {
            ways.add(new Way(Optional.empty(), true));
        }
        try {
            PdfPredictor.of(dictionary).ifPresent(predictor -> List.copyOf(ways).forEach(way -> ways.add(new Way(Optional.of(predictor), way.late()))));
        } catch (UnopenedException e) {
            place.failed(e);
        }
        return ways;
    }

    private static void stream(String name, Content bytes, List<String> filters, Way way, Place place) {
        List<Inflater> inflaters = new ArrayList<>();
        try {
            if (filters.isEmpty()) {
                if (way.equals(Way.PLAIN)) {
                    place.member(name, bytes);
                }
                return;
            }
            if (filters.size() > MOST_FILTERS) {
                throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "more filters than " + MOST_FILTERS);
            }
            InputStream in = bytes.stream();
            for (String filter : filters) {
                InputStream next = filtered(in, filter, way, inflaters);
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
    private static InputStream filtered(InputStream in, String filter, Way way, List<Inflater> inflaters) throws IOException {
        return switch (filter) {
            case "FlateDecode", "Fl" -> {
                Inflater inflater = new Inflater();
                inflaters.add(inflater);
                yield rows(new InflaterInputStream(in, inflater, 8192), way);
            }
            case "ASCIIHexDecode", "AHx" -> new PdfFilters.Hex(in);
            case "ASCII85Decode", "A85" -> new PdfFilters.Ascii85(in);
            case "RunLengthDecode", "RL" -> new PdfFilters.RunLength(in);
            case "LZWDecode", "LZW" -> rows(new PdfFilters.Lzw(in, way.late()), way);
            case "DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode" -> in;
            case "Crypt" -> throw new UnopenedException(Reason.ENCRYPTED, "an encrypted stream");
            default -> throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "a filter that is not known");
        };
    }

    private static InputStream rows(InputStream in, Way way) {
        return way.predictor().map(predictor -> predictor.undo(in)).orElse(in);
    }
}
