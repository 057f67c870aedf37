package org.palisade.scanserver.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palisade.scanserver.engine.container.Packing.ascii;
import static org.palisade.scanserver.engine.container.Packing.join;
import static org.palisade.scanserver.engine.container.Packing.one;

import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.ScanOverException;

/** A scan nobody waits for any more leaves a container at the next checkpoint, whatever library it is in. */
@Timeout(60)
class AbortTest {

    @TempDir
    private Path folder;

    private Map<String, byte[]> files() {
        byte[] noise = new byte[200_000];
        new Random(7).nextBytes(noise);
        Map<String, byte[]> files = new TreeMap<>();
        files.put("gz", Packing.gzip(noise));
        files.put("bz2", Packing.bzip2(noise));
        files.put("xz", Packing.xz(noise));
        files.put("lzma", Packing.lzma(noise));
        files.put("zst", Packing.zstd(noise));
        files.put("lz4", Packing.lz4(noise));
        files.put("zip", Packing.zip(one("m", noise)));
        files.put("tar", Packing.tar(one("m", noise)));
        files.put("ar", Packing.ar(one("m", noise)));
        files.put("cpio", Packing.cpio(one("m", noise), CpioConstants.FORMAT_NEW));
        files.put("7z", Packing.sevenZip(one("m", noise)));
        files.put("cab", Packing.cab(one("m", noise)));
        files.put("pdf", join(ascii("%PDF-1.4\n1 0 obj<</Filter/Fl>>\nstream\n"), Packing.zlib(noise), ascii("\nendstream\n")));
        files.put("mail", ascii("Subject: x\nContent-Transfer-Encoding: base64\n\n" + Base64.getMimeEncoder().encodeToString(noise)));
        files.put("html", ascii("<html><a href='data:x;base64," + Base64.getEncoder().encodeToString(noise) + "'>"));
        files.put("ole", Packing.ole2("large", java.util.Arrays.copyOf(noise, 55_000), "small", ascii("x")));
        files.put("iso", Packing.iso("name", noise));
        return files;
    }

    @Test
    void theExceptionComesOutUntouchedAtWhateverPassItIsThrown() {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
            Passes all = new Passes(Integer.MAX_VALUE);
            Walked.through(file.getValue(), Walked.config(folder), all);
            assertTrue(all.seen >= file.getValue().length / 65_536, file.getKey() + ": " + all.seen + " passes for " + file.getValue().length + " bytes");
            for (int after = 1; after <= all.seen; after++) {
                Passes passes = new Passes(after);
                ScanOverException thrown = assertThrows(ScanOverException.class, () -> Walked.through(file.getValue(), Walked.config(folder), passes), file.getKey());
                assertEquals(passes.over, thrown, file.getKey());
                assertEquals(after, passes.seen, file.getKey() + " went on");
            }
        }
    }

    @Test
    void aVisitorThatFoundSomethingStopsTheWalk() {
        int[] seen = new int[1];
        Outcome outcome = new ContainerWalk(Walked.config(folder), new SpoolSpace(Walked.config(folder))).walk(
                Content.of(Packing.zip(Map.of("a", ascii("1"), "b", ascii("2"), "c", ascii("3")))), FileType.ZIP, Checkpoint.NONE, member -> ++seen[0] == 2);
        assertEquals(2, seen[0]);
        assertTrue(outcome.stopped());
        assertTrue(outcome.reason().isEmpty());
    }

    private static final class Passes implements Checkpoint {

        private final ScanOverException over = new ScanOverException();
        private final int last;
        private int seen;

        Passes(int last) {
            this.last = last;
        }

        @Override
        public void pass() {
            seen++;
            if (seen == last) {
                throw over;
            }
        }
    }
}
