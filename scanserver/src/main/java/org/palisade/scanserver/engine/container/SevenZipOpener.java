package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.palisade.protocol.scan.Reason;

/** Opens 7z archives. */
final class SevenZipOpener implements Opener {

    @Override
    public void open(Content content, Place place) throws IOException {
        long before = place.room().held();
        try (SevenZFile archive = SevenZFile.builder().setSeekableByteChannel(content.channel()).setMaxMemoryLimitKiB(place.decoderMemory() / 1024)
                .setUseDefaultNameForUnnamedEntries(true).get()) {
            for (SevenZArchiveEntry entry = next(archive, place.room(), before); entry != null; entry = next(archive, place.room(), before)) {
                String name = entry.getName() == null ? "" : entry.getName();
                if (!entry.hasStream() || entry.getSize() == 0) {
                    place.skipped();
                } else {
                    place.member(name, new Entry(archive), content.size(), entry.getHasCrc() ? entry.getCrcValue() : 0);
                }
            }
        } catch (IOException e) {
            if (e.getMessage() != null && (e.getMessage().startsWith("Unsupported compression method") || e.getMessage().contains("not supported"))) {
                throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, e.getMessage());
            }
            throw e;
        }
    }

    /** Goes to the next member. Its decoder, if it needs another one, takes the place of the one before, which the library drops without closing it. */
    private static SevenZArchiveEntry next(SevenZFile archive, Room room, long before) throws IOException {
        room.replace(before);
        SevenZArchiveEntry entry = archive.getNextEntry();
        room.keep();
        return entry;
    }

    /** The member the archive stands at. Unpacking begins with the first read, so that what fails then is the member's. */
    private static final class Entry extends InputStream {

        private final SevenZFile archive;

        Entry(SevenZFile archive) {
            this.archive = archive;
        }

        @Override
        public int read() throws IOException {
            return archive.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return archive.read(into, offset, length);
            } catch (IOException e) {
                if (e.getMessage() != null && e.getMessage().startsWith("Unsupported compression method")) {
                    throw new UnopenedException(Reason.ARCHIVE_NOT_OPENED, e.getMessage());
                }
                throw e;
            }
        }
    }
}
