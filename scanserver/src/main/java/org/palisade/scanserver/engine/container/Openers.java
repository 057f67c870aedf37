package org.palisade.scanserver.engine.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.z.ZCompressorInputStream;
import org.palisade.protocol.scan.Reason;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** Who opens what. */
final class Openers {

    private static final Opener NOT_OPENED = (content, place) -> place.incomplete(Reason.ARCHIVE_NOT_OPENED);
    /** What a decoder of bzip2 takes: a block of 900,000 letters and a number for each. */
    private static final long BZIP2 = 5L * 900_000;
    private static final Map<FileType, Opener> OPENERS = new EnumMap<>(FileType.class);

    static {
        OPENERS.put(FileType.ZIP, new ZipOpener());
        OPENERS.put(FileType.TAR, new ArchiveOpener(TarArchiveInputStream::new));
        OPENERS.put(FileType.AR, new ArchiveOpener(ArArchiveInputStream::new));
        for (FileType cpio : new FileType[] {FileType.CPIO_OLD, FileType.CPIO_ODC, FileType.CPIO_NEWC, FileType.CPIO_CRC}) {
            OPENERS.put(cpio, new ArchiveOpener(CpioArchiveInputStream::new));
        }
        OPENERS.put(FileType.SEVEN_ZIP, new SevenZipOpener());
        OPENERS.put(FileType.GZIP, packed((in, place) -> new GZIPInputStream(in, 8192)));
        OPENERS.put(FileType.BZIP2, packed(Openers::bzip2));
        OPENERS.put(FileType.XZ, packed((in, place) -> new XZInputStream(in, place.decoderMemory() / 1024)));
        OPENERS.put(FileType.LZMA, packed((in, place) -> new LZMAInputStream(in, place.decoderMemory() / 1024)));
        OPENERS.put(FileType.LZIP, packed((in, place) -> new LzipStream(in, place.decoderMemory())));
        OPENERS.put(FileType.ZSTD, packed(Zstandard::stream));
        OPENERS.put(FileType.LZ4, packed((in, place) -> new FramedLZ4CompressorInputStream(in, true)));
        OPENERS.put(FileType.COMPRESS, packed((in, place) -> new ZCompressorInputStream(in, place.decoderMemory() / 1024)));
        OPENERS.put(FileType.RPM, new RpmOpener());
        OPENERS.put(FileType.ISO9660, new IsoOpener());
        OPENERS.put(FileType.CAB, new CabOpener());
        OPENERS.put(FileType.SZDD, new SzddOpener());
        OPENERS.put(FileType.TNEF, new TnefOpener());
        OPENERS.put(FileType.OLE2, new Ole2Opener());
        OPENERS.put(FileType.RTF, new RtfOpener());
        OPENERS.put(FileType.PDF, new PdfOpener());
        OPENERS.put(FileType.MAIL, new MailOpener());
        OPENERS.put(FileType.HTML, new HtmlOpener());
        OPENERS.put(FileType.UUENCODED, (content, place) -> TextParts.open(content, place));
        OPENERS.put(FileType.BINHEX, (content, place) -> TextParts.open(content, place));
        OPENERS.put(FileType.PE, new ProgramOpener());
        OPENERS.put(FileType.NSIS, new NsisOpener());
        OPENERS.put(FileType.ARJ, new ArjOpener());
        OPENERS.put(FileType.CHM, new ChmOpener());
        OPENERS.put(FileType.SIS, new SisOpener());
    }

    private Openers() {
    }

    static InputStream bzip2(InputStream in, Place place) throws IOException {
        place.room().take(BZIP2);
        return place.room().holding(new BZip2CompressorInputStream(in, true), BZIP2);
    }

    static Opener of(FileType type) {
        return OPENERS.getOrDefault(type, NOT_OPENED);
    }

    private static Opener packed(PackedOpener.Decoder decoder) {
        return new PackedOpener(decoder);
    }
}
