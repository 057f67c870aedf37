package org.palisade.bench.scan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Whether both daemons find what was planted, by the same name: without that no figure counts. */
final class PlantedParity {

    private static final int AROUND = 20_000;
    private static final String UNOFFICIAL = ".UNOFFICIAL";

    private PlantedParity() {
    }

    /** Differences, one line each; empty if there is none. */
    static List<String> differences(List<Database.Planted> planted, Servers.Running palisade, Servers.Running clamd) throws IOException {
        Random random = new Random(3);
        List<String> differences = new ArrayList<>();
        try (StreamClient own = new StreamClient(palisade.port()); StreamClient peer = new StreamClient(clamd.port())) {
            for (Database.Planted one : planted) {
                byte[] before = new byte[1 + random.nextInt(AROUND)];
                byte[] after = new byte[random.nextInt(AROUND)];
                random.nextBytes(before);
                random.nextBytes(after);
                before[0] = 1;
                byte[] content = new byte[before.length + one.content().length + after.length];
                System.arraycopy(before, 0, content, 0, before.length);
                System.arraycopy(one.content(), 0, content, before.length, one.content().length);
                System.arraycopy(after, 0, content, before.length + one.content().length, after.length);
                String ours = own.scan(content, 0);
                String theirs = peer.scan(content, 0).replace(UNOFFICIAL, "");
                if (!ours.replace(UNOFFICIAL, "").equals(theirs) || theirs.equals("stream: OK")) {
                    differences.add(one.name() + ": Palisade \"" + ours + "\", clamd \"" + theirs + "\"");
                }
            }
        }
        return differences;
    }
}
