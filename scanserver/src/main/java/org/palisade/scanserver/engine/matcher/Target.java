package org.palisade.scanserver.engine.matcher;

import java.util.Optional;

/** Kinds of objects that signatures are for, with ClamAV's numbers. */
public enum Target {
    ANY(0), PE(1), OLE2(2), HTML(3), MAIL(4), GRAPHICS(5), ELF(6), ASCII(7), UNUSED(8), MACHO(9), PDF(10), FLASH(11), JAVA(12), INTERNAL(13), OTHER(14);

    private final int number;

    Target(int number) {
        this.number = number;
    }

    /** ClamAV's number of this kind. */
    public int number() {
        return number;
    }

    /** The kind with ClamAV's number; empty if there is none. */
    public static Optional<Target> of(int number) {
        return number >= 0 && number < values().length ? Optional.of(values()[number]) : Optional.empty();
    }

    /** Whether objects of this kind have an entry point and sections. */
    public boolean executable() {
        return this == PE || this == ELF || this == MACHO;
    }

    static Target parse(String text) throws SkippedException {
        if ("*".equals(text)) {
            return ANY;
        }
        if (!text.matches("\\d{1,9}")) {
            throw SkippedException.malformed();
        }
        int number = Integer.parseInt(text);
        return of(number).orElseThrow(() -> new SkippedException("target type " + number));
    }
}
