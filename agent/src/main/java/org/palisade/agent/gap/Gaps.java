package org.palisade.agent.gap;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.palisade.protocol.http.GapReport;

/** The files let through and the times without protection, kept up once a second, and the report of both. */
public final class Gaps implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Gaps.class.getName());
    private static final int REPORTED = 100;
    private static final int STACK = 256 * 1024;

    private final GapLedger ledger;
    private final Periods periods;
    private volatile BooleanSupplier unprotected = () -> false;
    private volatile LongConsumer tell = count -> { };
    private final Thread upkeep = new Thread(null, this::run, "gap-upkeep", STACK);

    /** Opens both in a folder; what an earlier process left is taken over. */
    public Gaps(Path folder, GapConfig config, Clock clock, LongSupplier nanoTime) {
        ledger = new GapLedger(folder, config, clock, nanoTime);
        periods = new Periods(folder, clock, nanoTime);
        upkeep.setDaemon(true);
    }

    public GapLedger ledger() {
        return ledger;
    }

    /**
     * Begins the upkeep.
     *
     * @param without whether protection on access is on and no SVM is there
     * @param unrecorded told how many files could not be recorded, when they became more
     */
    public void start(BooleanSupplier without, LongConsumer unrecorded) {
        unprotected = without;
        tell = unrecorded;
        look();
        upkeep.start();
    }

    /** Something changed: an SVM came or went. */
    public void look() {
        periods.look(unprotected.getAsBoolean(), ledger.totals().letThrough());
    }

    /** What is told to the Integration Server and shown. */
    public GapReport report() {
        GapTotals totals = ledger.totals();
        List<GapReport.Period> latest = periods.latest(REPORTED).stream().map(Gaps::period).toList();
        return new GapReport(latest, periods.total().toSeconds(), totals.letThrough(), ledger.open(), totals.closed(), ledger.unrecorded(), totals.damaged());
    }

    @Override
    public void close() {
        upkeep.interrupt();
        try {
            upkeep.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        periods.close();
        ledger.close();
    }

    private static GapReport.Period period(Periods.Period period) {
        return new GapReport.Period(period.start().toString(), period.over() ? period.end().toString() : null, period.length().toSeconds(), period.letThrough());
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                turn();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the gap ledger is being closed");
        }
    }

    private void turn() {
        try {
            look();
            ledger.upkeep(tell);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the gap ledger could not be kept up; trying on", e);
        }
    }
}
