package org.palisade.agent.gap;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Puts together what an earlier process wrote. */
final class Replay implements Form.Reader {

    private final Map<Long, Unscanned> files = new HashMap<>();
    private GapTotals totals = GapTotals.NONE;
    /** Files with lower numbers are in the totals already. */
    private long counted;
    private long next = 1;

    @Override
    public void totals(GapTotals before, long id) {
        totals = before;
        counted = id;
        next = Math.max(next, id);
    }

    @Override
    public void file(Unscanned file) {
        if (file.id() >= counted) {
            totals = totals.let(file.letThrough());
        }
        next = Math.max(next, file.id() + 1);
        files.put(file.id(), file);
    }

    @Override
    public void again(long id, Happening happening, Why why) {
        Optional<Unscanned> file = Optional.ofNullable(files.get(id));
        file.ifPresent(known -> {
            totals = totals.let(known.happened(happening, why));
            if (known.held() == 0 && !known.wanted()) {
                files.remove(id);
            }
        });
    }

    @Override
    public void closed(long id, Ending ending) {
        if (files.remove(id) != null) {
            totals = totals.ended(ending);
        }
    }

    /** What is still open. Openings that waited when that process ended were let go by the kernel. */
    Collection<Unscanned> end() {
        for (Unscanned file : files.values()) {
            while (file.held() > 0) {
                totals = totals.let(file.happened(Happening.HELD_LET_THROUGH, Why.AGENT_ENDED));
            }
        }
        return files.values();
    }

    GapTotals totals() {
        return totals;
    }

    /** Lowest number no file had yet. */
    long next() {
        return next;
    }
}
