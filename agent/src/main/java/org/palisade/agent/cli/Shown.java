package org.palisade.agent.cli;

/** Text for people. */
final class Shown {

    private Shown() {
    }

    /** A file's name must not be able to speak to the terminal. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Bytes in a unit that suits them. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        do {
            amount /= 1024;
            unit++;
        } while (amount >= 1024 && unit < 3);
        return String.format(java.util.Locale.ROOT, "%.1f %s", amount, new String[] {"KiB", "MiB", "GiB", "TiB"}[unit]);
    }
}
