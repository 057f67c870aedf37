package org.palisade.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palisade.networkagent.Enrolment;
import org.palisade.networkagent.Identity;
import org.palisade.protocol.signed.EnrolmentToken;

/** Twenty VMs send the same tree at once: each content is sent and scanned once, whoever comes first. */
class SameTreeIT {

    private static final int CLIENTS = 20;
    private static final double MOST = 1.01;
    private static final int SMALLEST = 200;
    private static final int SPREAD = 16 * 1024;
    /** Every so many files one is a copy of an earlier one, as in real trees. */
    private static final int COPY = 15;

    @TempDir
    Path folder;

    @Test
    void twoThousandFilesAreScannedOnce() throws Exception {
        scannedOnce(2_000);
    }

    @Test
    @Tag("long")
    void thirtyThousandFilesAreScannedOnce() throws Exception {
        scannedOnce(30_000);
    }

    private void scannedOnce(int files) throws Exception {
        long distinct = 0;
        long distinctBytes = 0;
        List<byte[]> tree = new ArrayList<>();
        Random random = new Random(20);
        for (int i = 0; i < files; i++) {
            if (i % COPY == COPY - 1) {
                tree.add(tree.get(random.nextInt(tree.size())));
            } else {
                byte[] content = new byte[SMALLEST + random.nextInt(SPREAD)];
                random.nextBytes(content);
                content[0] = 1;
                tree.add(content);
                distinct++;
                distinctBytes += content.length;
            }
        }
        try (Installation installation = Installation.under(folder)) {
            installation.up("--watch", Files.createDirectory(folder.resolve("watched")).toString());
            EnrolmentToken token = EnrolmentToken.parse(Files.readString(installation.home().resolve("secrets/agent.token")));
            List<Identity> guests = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                guests.add(Enrolment.enrol(URI.create(installation.url()), token, "guest-" + i, "0.1.0"));
            }
            double scansBefore = installation.metric("palisade_engine_scans_total");
            double bytesBefore = installation.metric("palisade_scan_received_bytes_total");
            long began = System.nanoTime();
            CyclicBarrier together = new CyclicBarrier(CLIENTS);
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<Future<Integer>> clean = new ArrayList<>();
                for (Identity guest : guests) {
                    clean.add(threads.submit(() -> {
                        try (GuestClient client = new GuestClient(guest, installation.scanPort())) {
                            together.await();
                            return client.send(tree);
                        }
                    }));
                }
                for (Future<Integer> guest : clean) {
                    assertEquals(files, guest.get(20, TimeUnit.MINUTES), "every file of every guest gets its verdict");
                }
            } finally {
                threads.shutdownNow();
            }
            double scans = installation.metric("palisade_engine_scans_total") - scansBefore;
            double bytes = installation.metric("palisade_scan_received_bytes_total") - bytesBefore;
            System.out.printf("SameTreeIT: %d files, %d distinct, by %d clients in %d s: %.0f engine scans (%.4f), %.0f of %d bytes (%.4f), %.0f leads passed on%n",
                    files, distinct, CLIENTS, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began), scans, scans / distinct, bytes, distinctBytes,
                    bytes / distinctBytes, installation.metric("palisade_scan_leads_passed_on_total"));
            assertTrue(scans >= distinct && scans <= MOST * distinct, scans + " engine scans of " + distinct + " contents");
            assertTrue(bytes >= distinctBytes && bytes <= MOST * distinctBytes, bytes + " bytes received of " + distinctBytes);
        }
    }
}
