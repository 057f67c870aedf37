package org.palisade.protocol.scan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palisade.protocol.scan.Message.Answer;
import org.palisade.protocol.scan.Message.Bye;
import org.palisade.protocol.scan.Message.Cancel;
import org.palisade.protocol.scan.Message.Fragment;
import org.palisade.protocol.scan.Message.Hello;
import org.palisade.protocol.scan.Message.Known;
import org.palisade.protocol.scan.Message.Lookup;
import org.palisade.protocol.scan.Message.Notice;
import org.palisade.protocol.scan.Message.NoticeKind;
import org.palisade.protocol.scan.Message.Ping;
import org.palisade.protocol.scan.Message.Pong;
import org.palisade.protocol.scan.Message.Scan;
import org.palisade.protocol.scan.Message.Subject;
import org.palisade.protocol.scan.Message.Want;
import org.palisade.protocol.scan.Message.Welcome;

/** What the files in {@code golden/valid} say, by the name of the file. */
final class GoldenMessages {

    private static final Subject EICAR = new Subject(Digest.ofHex("275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f"), 68);
    private static final Subject HUGE = new Subject(Digest.ofHex("00".repeat(31) + "01"), Long.MAX_VALUE);

    private GoldenMessages() {
    }

    static Map<String, Message> all() {
        Map<String, Message> all = new LinkedHashMap<>();
        all.put("hello", new Hello(1, 1, "agent 0.1.0", List.of()));
        all.put("hello-notices", new Hello(1, 65535, "agent 0.1.0", List.of("notices", "not-known-yet")));
        all.put("hello-nothing-said", new Hello(0, 0, "", List.of()));
        all.put("welcome", new Welcome(1, "builtin-1", 262144, 512, 4, 64, 1L << 40, 120, List.of()));
        all.put("welcome-notices", new Welcome(1, "", 1, 1, 1, 1, 0, 1, List.of("notices")));
        all.put("lookup", new Lookup(1, List.of(EICAR)));
        all.put("lookup-archives", new Lookup(Integer.MAX_VALUE, true, List.of(HUGE, EICAR, EICAR)));
        all.put("lookup-full", new Lookup(2, true, Collections.nCopies(Limits.BATCH, EICAR)));
        all.put("known-unknown", new Known(1, List.of(Verdict.UNKNOWN)));
        all.put("known", new Known(7, List.of(Verdict.clean("signatures", "builtin-1").asShared(),
                Verdict.infected("Eicar-Test-Signature", "inner/ä.zip/eicar.com", "clamd", "27000").asShared(), Verdict.UNKNOWN)));
        all.put("scan", new Scan(2, EICAR, 60_000, false));
        all.put("scan-longest", new Scan(3, HUGE, 86_400_000, true));
        all.put("want", new Want(2, 0, 68));
        all.put("want-largest", new Want(2, 1L << 40, Limits.FRAGMENT));
        all.put("fragment", new Fragment(2, 0, ByteBuffer.wrap("the 68 bytes".getBytes(StandardCharsets.US_ASCII))));
        all.put("fragment-empty", new Fragment(2, Long.MAX_VALUE, ByteBuffer.allocate(0)));
        all.put("answer-clean", new Answer(2, Verdict.clean("signatures", "builtin-1")));
        all.put("answer-infected", new Answer(2, Verdict.infected("Eicar-Test-Signature", "", "signatures", "builtin-1")));
        all.put("answer-not-fully-scanned", new Answer(2, Verdict.notFullyScanned(Reason.ARCHIVE_RATIO, "signatures", "builtin-1")));
        all.put("answer-busy", new Answer(2, Verdict.error(Reason.BUSY, 1000)));
        all.put("cancel", new Cancel(3));
        all.put("ping", new Ping(42));
        all.put("pong", new Pong(-1));
        all.put("notice-signature-set", new Notice(NoticeKind.SIGNATURE_SET, "builtin-2"));
        all.put("notice-draining", new Notice(NoticeKind.DRAINING, ""));
        all.put("notice-licence", new Notice(NoticeKind.LICENCE, "expired"));
        all.put("notice-policy", new Notice(NoticeKind.POLICY, ""));
        all.put("notice-svm-list", new Notice(NoticeKind.SVM_LIST, ""));
        all.put("bye", new Bye("done"));
        return all;
    }
}
