package org.palisade.scanserver.engine.container;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.palisade.protocol.scan.Reason;

/** Opens archives whose members come one after the other, each behind its header, by a library's stream. */
final class ArchiveOpener implements Opener {

    /** Most bytes read for one header, long names and attributes included; the libraries keep them in memory and have no limit of their own. */
    private static final int HEADER = 1 << 20;

    private final Function<InputStream, ArchiveInputStream<?>> library;

    ArchiveOpener(Function<InputStream, ArchiveInputStream<?>> library) {
        this.library = library;
    }

    @Override
    public void open(Content content, Place place) throws IOException {
        HeaderLimit in = new HeaderLimit(content.stream());
        try (ArchiveInputStream<?> archive = library.apply(in)) {
            boolean any = false;
            while (true) {
                in.left = HEADER;
                ArchiveEntry entry = archive.getNextEntry();
                if (entry == null) {
                    break;
                }
                any = true;
                in.left = Long.MAX_VALUE;
                if (entry.getSize() == 0 || entry.isDirectory() && entry.getSize() < 0) {
                    place.skipped();
                } else if (!archive.canReadEntryData(entry)) {
                    place.skipped();
                    place.incomplete(Reason.ARCHIVE_NOT_OPENED);
                } else {
                    // Of the libraries only the one for tar says when a member is cut off.
                    place.member(entry.getName(), entry instanceof TarArchiveEntry ? archive : new Limited(archive, entry.getSize()));
                }
            }
            if (!any && content.size() > 1024) {
                place.incomplete(Reason.ARCHIVE_DAMAGED);
            }
        }
    }

    private static final class HeaderLimit extends FilterInputStream {

        private long left = HEADER;

        HeaderLimit(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            take(1);
            return super.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            take(1);
            // As much as there is: the library for tar takes fewer bytes for the end of a part of a sparse file.
            int count = in.readNBytes(into, offset, (int) Math.min(length, left + 1));
            take(Math.max(count - 1, 0));
            return count == 0 ? -1 : count;
        }

        private void take(long bytes) throws IOException {
            if (bytes > left) {
                throw new IOException("a header longer than " + HEADER + " bytes");
            }
            left -= bytes;
        }
    }
}
