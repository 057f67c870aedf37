package org.palisade.scanserver.engine.signatures;

/**
 * Where a body signature may begin: {@code *}, {@code n}, {@code EOF-n}, the last two optionally followed by {@code ,shift}.
 *
 * @param fromEnd whether it is counted back from the end of the object
 * @param lowest  first place allowed, bytes
 * @param highest last place allowed, bytes
 */
record Offset(boolean fromEnd, long lowest, long highest) {

    static final Offset ANY = new Offset(false, 0, Long.MAX_VALUE);

    static Offset parse(String text) throws Skipped {
        if ("*".equals(text)) {
            return ANY;
        }
        if (!text.matches("(EOF-)?\\d{1,12}(,\\d{1,9})?")) {
            throw new Skipped("offset " + text.replaceAll("[^A-Za-z].*", ""));
        }
        boolean fromEnd = text.startsWith("EOF-");
        String[] numbers = (fromEnd ? text.substring(4) : text).split(",");
        long place = Long.parseLong(numbers[0]);
        long shift = numbers.length > 1 ? Long.parseLong(numbers[1]) : 0;
        return fromEnd ? new Offset(true, -place, shift - place) : new Offset(false, place, place + shift);
    }

    boolean allows(long start, long size) {
        long place = fromEnd ? start - size : start;
        return place >= lowest && place <= highest;
    }
}
