package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.palisade.protocol.scan.Reason;

/** Opens installation files of Symbian before its version 9. */
final class SisOpener implements Opener {

    private static final int RECORD = 28;
    private static final int UNPACKED = 8;

    @Override
    public void open(Content content, Place place) throws IOException {
        byte[] head = content.bytes(0, 60);
        int languages = Little.u16(head, 18);
        int files = Little.u16(head, 20);
        boolean packed = (Little.u16(head, 36) & UNPACKED) == 0;
        long at = Little.u32(head, 52);
        for (int i = 0; i < files; i++) {
            byte[] record = content.bytes(at, RECORD);
            if (Little.u32(record, 0) > 2) {
                // An option or a condition: what it guards is not followed.
                throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, "a record of kind " + Little.u32(record, 0));
            }
            for (int j = 0; j < languages; j++) {
                long length = Little.u32(content.bytes(at + RECORD + 4L * j, 4), 0);
                long start = Little.u32(content.bytes(at + RECORD + 4L * (languages + j), 4), 0);
                if (length > content.size() - start) {
                    place.incomplete(Reason.ARCHIVE_DAMAGED);
                }
                file(content.slice(start, length), place, "file" + (i + 1), packed);
            }
            at += RECORD + 12L * languages + 8;
        }
    }

    private static void file(Content bytes, Place place, String name, boolean packed) {
        if (!packed || bytes.size() == 0) {
            place.member(name, bytes);
            return;
        }
        Inflater inflater = new Inflater();
        try {
            place.member(name, new InflaterInputStream(bytes.stream(), inflater, 4096), bytes.size(), 0);
        } finally {
            inflater.end();
        }
    }
}
