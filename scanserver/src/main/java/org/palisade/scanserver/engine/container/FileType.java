package org.palisade.scanserver.engine.container;

/** What a file is by its first bytes. */
public enum FileType {
    // Containers that are opened.
    ZIP("CL_TYPE_ZIP", true), TAR("CL_TYPE_POSIX_TAR", true), GZIP("CL_TYPE_GZ", true), BZIP2("CL_TYPE_BZ", true), XZ("CL_TYPE_XZ", true), LZMA("CL_TYPE_LZMA", true),
    LZIP("CL_TYPE_BINARY_DATA", true), ZSTD("CL_TYPE_BINARY_DATA", true), LZ4("CL_TYPE_BINARY_DATA", true), COMPRESS("CL_TYPE_BINARY_DATA", true),
    SEVEN_ZIP("CL_TYPE_7Z", true), AR("CL_TYPE_BINARY_DATA", true), CPIO_OLD("CL_TYPE_CPIO_OLD", true), CPIO_ODC("CL_TYPE_CPIO_ODC", true),
    CPIO_NEWC("CL_TYPE_CPIO_NEWC", true), CPIO_CRC("CL_TYPE_CPIO_CRC", true), RPM("CL_TYPE_BINARY_DATA", true), ISO9660("CL_TYPE_ISO9660", true),
    RAR("CL_TYPE_RAR", true), ARJ("CL_TYPE_ARJ", true), CAB("CL_TYPE_MSCAB", true), SZDD("CL_TYPE_MSSZDD", true), TNEF("CL_TYPE_TNEF", true),
    CHM("CL_TYPE_MSCHM", true), SIS("CL_TYPE_SIS", true),
    // Documents and texts that carry other files.
    OLE2("CL_TYPE_MSOLE2", true), RTF("CL_TYPE_RTF", true), PDF("CL_TYPE_PDF", true), MAIL("CL_TYPE_MAIL", true), HTML("CL_TYPE_HTML", true),
    UUENCODED("CL_TYPE_UUENCODED", true), BINHEX("CL_TYPE_BINHEX", true),
    /** A Windows program: it may carry an archive, be an installer or be packed. */
    PE("CL_TYPE_MSEXE", true),
    /** Found inside a program only. */
    NSIS("CL_TYPE_NULSFT", true),
    // Containers that are known and not opened.
    RAR_OTHER("CL_TYPE_RAR", true), KWAJ("CL_TYPE_BINARY_DATA", true), SISX("CL_TYPE_SIS", true), INSTALLSHIELD("CL_TYPE_ISHIELD_MSI", true),
    XAR("CL_TYPE_XAR", true), LHA("CL_TYPE_BINARY_DATA", true), ACE("CL_TYPE_BINARY_DATA", true), EGG("CL_TYPE_EGG", true), ALZ("CL_TYPE_ALZ", true),
    WIM("CL_TYPE_BINARY_DATA", true), STUFFIT("CL_TYPE_BINARY_DATA", true), ZOO("CL_TYPE_BINARY_DATA", true), SQUASHFS("CL_TYPE_BINARY_DATA", true),
    UDF("CL_TYPE_UDF", true), ONENOTE("CL_TYPE_ONENOTE", true), SWF_PACKED("CL_TYPE_SWF", true), XZ_OTHER("CL_TYPE_BINARY_DATA", true),
    // What holds nothing else.
    ELF("CL_TYPE_ELF", false), MACHO("CL_TYPE_MACHO", false), MACHO_UNIVERSAL("CL_TYPE_MACHO_UNIBIN", false), JAVA("CL_TYPE_JAVA", false),
    SWF("CL_TYPE_SWF", false), GRAPHICS("CL_TYPE_GRAPHICS", false), SCRIPT("CL_TYPE_SCRIPT", false), TEXT("CL_TYPE_TEXT_ASCII", false),
    UNKNOWN("CL_TYPE_BINARY_DATA", false);

    /** How many first bytes are looked at, at most. With fewer, a CD image or a tape archive may stay unknown. */
    public static final int HEAD = 0x8806;

    private final String clamType;
    private final boolean container;

    FileType(String clamType, boolean container) {
        this.clamType = clamType;
        this.container = container;
    }

    /**
     * Tells what a file is. Costs less than a microsecond for most.
     *
     * @param head   its first bytes, {@value #HEAD} if it has so many
     * @param length how many of them there are
     */
    public static FileType detect(byte[] head, int length) {
        return Detection.detect(head, length);
    }

    /** Whether there may be something inside that is not looked at by looking at the bytes of the file: it is to be given to {@link ContainerWalk}. */
    public boolean container() {
        return container;
    }

    /** ClamAV's name of the type, as signatures state it; {@code CL_TYPE_BINARY_DATA} if it has none. */
    public String clamType() {
        return clamType;
    }
}
