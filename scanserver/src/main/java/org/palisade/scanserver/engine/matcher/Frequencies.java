package org.palisade.scanserver.engine.matcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How often four bytes in a row occur in ordinary files. It only guides which bytes of a signature are looked for first: a wrong figure costs time, never a
 * match. Kept as half powers of two in about a million cells that grams share by their hash.
 */
public final class Frequencies {

    private static final int BITS = 20;
    private static final int MULTIPLIER = 0x9e3779b1;
    /** Rates are occurrences in so many bytes. */
    private static final double UNIT = 1 << 24;
    /** What a gram that was never counted costs. */
    private static final float UNSEEN = 0.5f;
    private static final String BUILT_IN = "grams.gz";

    private final float[] rates;

    private Frequencies(float[] rates) {
        this.rates = rates;
    }

    /** The figures that come with this engine; see {@code docs/signatures.md} for how they were made. */
    public static Frequencies builtIn() {
        try (InputStream in = Frequencies.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException("the figures are not in this jar");
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All grams alike. */
    static Frequencies none() {
        float[] rates = new float[1 << BITS];
        Arrays.fill(rates, UNSEEN);
        return new Frequencies(rates);
    }

    static Frequencies read(InputStream in) throws IOException {
        byte[] levels = new GZIPInputStream(in).readAllBytes();
        if (levels.length != 1 << BITS) {
            throw new IOException("not figures of grams");
        }
        float[] byLevel = new float[256];
        for (int i = 0; i < byLevel.length; i++) {
            byLevel[i] = i == 0 ? UNSEEN : (float) Math.pow(2, (i - 1) / 2.0);
        }
        float[] rates = new float[levels.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = byLevel[levels[i] & 0xff];
        }
        return new Frequencies(rates);
    }

    /** Occurrences of four bytes, the first of them lowest, in 16 MiB of ordinary files; never 0. */
    float rate(int gram) {
        return rates[cell(gram)];
    }

    private static int cell(int gram) {
        return gram * MULTIPLIER >>> 32 - BITS;
    }

    /** Counts grams, to make the figures. */
    static final class Survey {
        private final int[] counts = new int[1 << BITS];
        private long total;

        void add(byte[] bytes, int length) {
            int gram = 0;
            for (int i = 0; i < length; i++) {
                gram = gram >>> 8 | bytes[i] << 24;
                if (i >= 3) {
                    int cell = cell(gram);
                    counts[cell] = Math.max(counts[cell], counts[cell] + 1);
                    total++;
                }
            }
        }

        /** Writes the figures. Each cell gives away what grams that share it have on average. */
        void write(OutputStream out) throws IOException {
            double shared = (double) total / counts.length / 2;
            byte[] levels = new byte[counts.length];
            for (int i = 0; i < levels.length; i++) {
                double rate = (counts[i] - shared) * UNIT / Math.max(1, total);
                levels[i] = (byte) (rate < 1 ? 0 : 1 + Math.round(2 * Math.log(rate) / Math.log(2)));
            }
            try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
                packed.write(levels);
            }
        }
    }
}
