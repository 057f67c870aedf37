package org.palisade.scanserver.engine.signatures;

/** Brings a text into the form that signatures for texts are written in, piece by piece. What comes out is never longer than what went in and {@link #SLACK}. */
interface Normalizer {

    /** How much more than it is given may come out at once, bytes: what it held back before. */
    int SLACK = 48;

    /** Takes the next bytes and puts what comes out at a place of an array; gives how much came out. */
    int normalize(byte[] from, int offset, int length, byte[] into, int at);

    /** Puts out what was held back; gives how much. */
    int finish(byte[] into, int at);
}
