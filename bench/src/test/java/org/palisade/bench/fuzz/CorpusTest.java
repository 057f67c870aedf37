package org.palisade.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CorpusTest {

    private static final int CUTS = 8;

    @TestFactory
    Stream<DynamicTest> everyDecoderTakesEverySeedWholeAndCut() {
        return Arrays.stream(Target.values()).map(target -> dynamicTest(target.word(), () -> feed(target)));
    }

    private static void feed(Target target) throws IOException {
        Map<String, byte[]> seeds = new Seeds(Path.of("..")).of(target);
        assertFalse(seeds.isEmpty());
        seeds.forEach((name, seed) -> {
            for (int i = CUTS; i >= 0; i--) {
                byte[] cut = Arrays.copyOf(seed, seed.length * i / CUTS);
                assertDoesNotThrow(() -> target.feed(cut), name);
            }
        });
    }
}
