package org.palisade.scanserver.engine.container;

import java.io.IOException;
import org.palisade.protocol.scan.Reason;

/** Opens the attachment format of Outlook: attributes one behind the other. Every one long enough to carry something is a member. */
final class TnefOpener implements Opener {

    private static final int SMALLEST = 16;

    @Override
    public void open(Content content, Place place) throws IOException {
        long at = 6;
        int number = 0;
        while (at + 9 <= content.size()) {
            byte[] head = content.bytes(at, 9);
            int tag = Little.i32(head, 1);
            long length = Little.u32(head, 5);
            if (head[0] != 1 && head[0] != 2) {
                place.incomplete(Reason.ARCHIVE_DAMAGED);
                return;
            }
            boolean cut = at + 9 + length > content.size();
            if (cut) {
                place.incomplete(Reason.ARCHIVE_DAMAGED);
            }
            number++;
            if (head[0] == 2 && length >= SMALLEST || length > 1024) {
                // 0x800f is the attachment itself; other attributes carry embedded objects.
                place.member((tag & 0xffff) == 0x800f ? "attachment" + number : "attribute" + number, content.slice(at + 9, length));
            } else {
                place.skipped();
            }
            at += 9 + length + 2;
        }
    }
}
