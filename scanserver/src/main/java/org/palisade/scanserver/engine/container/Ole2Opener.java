package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.palisade.protocol.scan.Reason;

/** Opens compound files: documents of Office before 2007, installers of Windows, messages of Outlook. Every stream is a member; what is wrapped in a stream is one too. */
final class Ole2Opener implements Opener {

    private static final int EMBEDDED = 0x1011;

    @Override
    public void open(Content content, Place place) throws IOException {
        Ole2 file = new Ole2(content);
        if (file.tooMany()) {
            place.incomplete(Reason.ARCHIVE_COUNT);
        }
        for (int i = 0; i < file.entries(); i++) {
            place.step(128);
            for (Ole2.Entry entry : file.entry(i)) {
                stream(entry, place);
            }
        }
    }

    private static void stream(Ole2.Entry entry, Place place) {
        if (!entry.whole()) {
            place.incomplete(Reason.ARCHIVE_DAMAGED);
        }
        if (entry.content().size() == 0) {
            place.skipped();
            return;
        }
        try {
            if (entry.name().equals("EncryptedPackage") || encrypted(entry)) {
                place.encrypted(entry.name(), entry.content().size());
                return;
            }
            place.member(entry.name(), entry.content());
            if (entry.name().equals("\1Ole10Native")) {
                Ole1.packaged(entry.content().stream(4), place);
            } else if (entry.name().equals("PowerPoint Document")) {
                records(entry.content(), place);
            } else {
                Macros.open(entry.name(), entry.content(), place);
            }
        } catch (IOException | RuntimeException e) {
            place.failed(e);
        }
    }

    private static boolean encrypted(Ole2.Entry entry) throws IOException {
        byte[] head = new byte[512];
        int length = entry.content().fill(0, head);
        if (entry.name().equals("WordDocument")) {
            return length > 12 && Little.u16(head, 0) == 0xa5ec && (head[11] & 1) != 0;
        }
        if (entry.name().equals("Workbook") || entry.name().equals("Book")) {
            int at = 0;
            for (int i = 0; i < 8 && at + 4 <= length; i++) {
                if (Little.u16(head, at) == 0x2f) {
                    return true;
                }
                at += 4 + Little.u16(head, at + 2);
            }
        }
        return false;
    }

    /** Finds the embedded objects among the records of a presentation. */
    private static void records(Content stream, Place place) throws IOException {
        long at = 0;
        int found = 0;
        while (at + 8 <= stream.size()) {
            byte[] head = stream.bytes(at, 8);
            int version = head[0] & 15;
            long length = Little.u32(head, 4);
            if (Little.u16(head, 2) == EMBEDDED) {
                found++;
                Content object = stream.slice(at + 8, length);
                if (object.size() < length) {
                    place.incomplete(Reason.ARCHIVE_DAMAGED);
                }
                if (Little.u16(head, 0) >> 4 == 1) {
                    inflate("object" + found, object.slice(4, object.size()), place);
                } else {
                    place.member("object" + found, object);
                }
            }
            at += version == 15 ? 8 : 8 + length;
        }
    }

    private static void inflate(String name, Content packed, Place place) {
        Inflater inflater = new Inflater();
        try {
            place.member(name, new InflaterInputStream(packed.stream(), inflater, 8192), packed.size(), 0);
        } finally {
            inflater.end();
        }
    }
}
