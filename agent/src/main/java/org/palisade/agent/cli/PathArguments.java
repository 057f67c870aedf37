package org.palisade.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.palisade.agent.file.RawPath;

/**
 * Paths of the command line, byte by byte. Java makes text of arguments before a program sees them and puts U+FFFD where a name is no text; the kernel still
 * has what was typed.
 */
public final class PathArguments {

    private static final char REPLACED = '\ufffd';

    private final List<byte[]> typed = new ArrayList<>();

    /**
     * Takes the arguments as the kernel holds them.
     *
     * @param line arguments, each with a zero behind it
     */
    PathArguments(byte[] line) {
        ByteArrayOutputStream argument = new ByteArrayOutputStream();
        for (byte b : line) {
            if (b != 0) {
                argument.write(b);
            } else {
                typed.add(argument.toByteArray());
                argument.reset();
            }
        }
    }

    /** The arguments of this process. */
    public static PathArguments ofThisProcess() throws IOException {
        return new PathArguments(Files.readAllBytes(Path.of("/proc/self/cmdline")));
    }

    /** The paths Java made of arguments, as they were typed, made absolute; each argument stands for one path. */
    public List<RawPath> raw(List<Path> paths) {
        return paths.stream().map(this::raw).toList();
    }

    private RawPath raw(Path path) {
        if (path.toString().indexOf(REPLACED) >= 0) {
            for (Iterator<byte[]> i = typed.iterator(); i.hasNext();) {
                byte[] argument = i.next();
                if (shownAs(path, argument)) {
                    i.remove();
                    return absolute(argument);
                }
            }
        }
        return RawPath.of(path);
    }

    private static boolean shownAs(Path path, byte[] argument) {
        try {
            return Path.of(new String(argument, StandardCharsets.UTF_8)).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static RawPath absolute(byte[] argument) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        if (argument[0] != '/') {
            whole.writeBytes(RawPath.of(Path.of("")).bytes());
            whole.write('/');
        }
        whole.writeBytes(argument);
        return RawPath.of(whole.toByteArray());
    }
}
