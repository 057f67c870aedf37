package org.palisade.scanserver.engine.container;

/** The letters of Base64. */
final class Base64Letters {

    private Base64Letters() {
    }

    /** What a letter stands for, 0 to 63; -1 if it is none. */
    static int value(int letter) {
        if (letter >= 'A' && letter <= 'Z') {
            return letter - 'A';
        }
        if (letter >= 'a' && letter <= 'z') {
            return letter - 'a' + 26;
        }
        if (letter >= '0' && letter <= '9') {
            return letter - '0' + 52;
        }
        return letter == '+' || letter == '-' ? 62 : letter == '/' || letter == '_' ? 63 : -1;
    }
}
