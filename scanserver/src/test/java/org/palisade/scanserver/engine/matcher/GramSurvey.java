package org.palisade.scanserver.engine.matcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Makes {@code grams.gz}: counts grams in all files of some folders and writes the figures. {@code docs/signatures.md} says from which. */
final class GramSurvey {

    private static final int BLOCK = 1 << 20;

    private GramSurvey() {
    }

    /** First the file to write, then files and folders to count in. */
    public static void main(String[] arguments) throws IOException {
        Frequencies.Survey survey = new Frequencies.Survey();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            try (Stream<Path> all = Files.walk(Path.of(argument))) {
                for (Path file : (Iterable<Path>) all.filter(path -> Files.isRegularFile(path)).sorted()::iterator) {
                    count(file, survey);
                }
            }
        }
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[0]))) {
            survey.write(out);
        }
    }

    private static void count(Path file, Frequencies.Survey survey) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BLOCK);
            while (bytes.length > 0) {
                survey.add(bytes, bytes.length);
                bytes = in.readNBytes(BLOCK);
            }
        }
    }
}
