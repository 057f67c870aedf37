package org.palisade.scanserver.engine.signatures;

/** Which files a body signature is for, as far as the first bytes decide it. */
enum Target {
    ANY, PE, ELF;

    static Target parse(String number) throws Skipped {
        return switch (number) {
            case "0" -> ANY;
            case "1" -> PE;
            case "6" -> ELF;
            default -> throw new Skipped(number.matches("\\d{1,3}") ? "target type " + number : "malformed");
        };
    }

    /** Whether an object that begins with these bytes is meant; four are enough. */
    boolean allows(int first) {
        return switch (this) {
            case ANY -> true;
            case PE -> first >>> 16 == 0x4d5a;
            case ELF -> first == 0x7f454c46;
        };
    }
}
