package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.palisade.protocol.scan.Reason;

/** Opens mails and boxes of mails. A mail in a mail is a member, so that the limit of depth holds for it. */
final class MailOpener implements Opener {

    /** Most multiparts around a part. */
    private static final int MOST_PARTS_DEEP = 32;
    private static final int MOST_HEADER = 1 << 20;
    private static final MimeConfig CONFIG = new MimeConfig.Builder().setMaxLineLen(MOST_HEADER).setMaxHeaderLen(MOST_HEADER).setMaxHeaderCount(10_000)
            .setMaxContentLen(-1).setMalformedHeaderStartsBody(true).build();

    @Override
    public void open(Content content, Place place) throws IOException {
        Search search = new Search(content);
        if (!box(search, 0)) {
            mail(content, place);
            return;
        }
        long start = line(search, 0, content.size());
        long next = next(search, start, content.size());
        if (next == content.size()) {
            mail(content.slice(start, content.size() - start), place);
            return;
        }
        for (int i = 1; start < content.size(); i++) {
            place.member("mail" + i, content.slice(start, next - start));
            start = line(search, next, content.size());
            next = next(search, start, content.size());
        }
    }

    private static boolean box(Search search, long at) throws IOException {
        return search.at(at) == 'F' && search.at(at + 1) == 'r' && search.at(at + 2) == 'o' && search.at(at + 3) == 'm' && search.at(at + 4) == ' ';
    }

    private static long line(Search search, long from, long size) throws IOException {
        long end = search.find("\n", from, size);
        return end < 0 ? size : end + 1;
    }

    private static long next(Search search, long from, long size) throws IOException {
        long next = search.find("\nFrom ", from, size);
        return next < 0 ? size : next + 1;
    }

    private static void mail(Content content, Place place) throws IOException {
        try {
            parts(content, place);
        } catch (MimeException e) {
            place.failed(new IOException(e));
        }
        // By whatever means a mail carries them: uuencode and BinHex are older than its types.
        TextParts.open(content, place);
    }

    private static void parts(Content content, Place place) throws IOException, MimeException {
        MimeTokenStream mail = new MimeTokenStream(CONFIG);
        mail.setRecursionMode(RecursionMode.M_NO_RECURSE);
        mail.parse(content.stream());
        int depth = 0;
        int number = 0;
        String name = "";
        for (EntityState state = mail.getState(); state != EntityState.T_END_OF_STREAM; state = mail.next()) {
            place.step(64);
            switch (state) {
                case T_START_HEADER -> name = "";
                case T_FIELD -> name = named(mail.getField(), name);
                case T_START_MULTIPART -> {
                    depth++;
                    if (depth > MOST_PARTS_DEEP) {
                        throw new UnopenedException(Reason.ARCHIVE_DEPTH, "parts deeper than " + MOST_PARTS_DEEP);
                    }
                }
                case T_END_MULTIPART -> depth--;
                case T_BODY -> {
                    number++;
                    try (InputStream body = mail.getDecodedInputStream()) {
                        place.member(name.isEmpty() ? "part" + number : name, body);
                    }
                }
                default -> {
                    // Preambles and the like are looked at with the mail.
                }
            }
        }
    }

    /** The file name a header field states, else the one known before. */
    private static String named(Field field, String before) {
        String text = field.getBody();
        int at = text == null || !field.getName().regionMatches(true, 0, "Content-", 0, 8) ? -1 : text.toLowerCase(java.util.Locale.ROOT).indexOf("name=");
        if (at < 0) {
            return before;
        }
        String value = text.substring(at + 5).strip();
        int end = value.startsWith("\"") ? value.indexOf('"', 1) : value.indexOf(';');
        String cut = end < 0 ? value : value.substring(0, end);
        return cut.replace("\"", "").strip();
    }
}
