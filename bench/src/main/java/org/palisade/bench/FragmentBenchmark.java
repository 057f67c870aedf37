package org.palisade.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.palisade.protocol.scan.Codec;
import org.palisade.protocol.scan.Digest;
import org.palisade.protocol.scan.Limits;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Verdict;
import org.palisade.scanserver.engine.Checkpoint;
import org.palisade.scanserver.engine.Scan;
import org.palisade.scanserver.engine.container.ContainerConfig;
import org.palisade.scanserver.engine.signatures.SignatureEngine;
import org.palisade.scanserver.engine.signatures.SignaturesConfig;

/** What the server does with the bytes of an object of 32 MiB, without the network; one operation is the whole object. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class FragmentBenchmark {

    private byte[] programs;
    private SignatureEngine bare;
    private SignatureEngine loaded;

    @Setup
    public void load() throws IOException {
        Logger.getLogger("org.palisade").setLevel(Level.WARNING);
        programs = Corpus.programs();
        Path folder = Files.createTempDirectory("palisade-bench");
        bare = new SignatureEngine(SignaturesConfig.defaults(folder.resolve("none")), ContainerConfig.defaults(folder.resolve("spool")));
        List<String> lines = Corpus.bodies(programs);
        Path file = Files.write(folder.resolve("bench.ndb"), lines);
        loaded = new SignatureEngine(SignaturesConfig.defaults(folder), ContainerConfig.defaults(folder.resolve("spool")));
        Files.delete(file);
        Files.delete(folder);
    }

    /** Frames in and out of the codec, SHA-256, an engine that knows nothing but the test file. */
    @Benchmark
    public Verdict codecAndDigest() {
        MessageDigest sha256 = Digest.computation();
        try (Scan scan = bare.open(programs.length, false, Checkpoint.NONE)) {
            for (int i = 0; i < programs.length; i += Limits.FRAGMENT) {
                ByteBuffer frame = Codec.encode(new Fragment(1, i, ByteBuffer.wrap(programs, i, Math.min(Limits.FRAGMENT, programs.length - i))));
                Fragment fragment = (Fragment) Codec.decode(frame.position(Integer.BYTES).slice());
                sha256.update(fragment.bytes().duplicate());
                scan.feed(fragment.bytes());
            }
            return scan.finish(Digest.of(sha256.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The matcher alone, with 50 000 body signatures. */
    @Benchmark
    public Verdict matching() {
        try (Scan scan = loaded.open(programs.length, false, Checkpoint.NONE)) {
            for (int i = 0; i < programs.length; i += Limits.FRAGMENT) {
                scan.feed(ByteBuffer.wrap(programs, i, Math.min(Limits.FRAGMENT, programs.length - i)));
            }
            return scan.finish(new Digest(0, 0, 0, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The peer in this JVM: SHA-256 of the same bytes, which nobody can do without. */
    @Benchmark
    public byte[] sha256() {
        MessageDigest sha256 = Digest.computation();
        sha256.update(programs);
        return sha256.digest();
    }
}
