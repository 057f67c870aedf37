package org.palisade.protocol.http;

import java.util.List;

/** Wire records of the console's resources under {@code /api/v1/console}. */
public final class ConsoleRecords {

    private ConsoleRecords() {
    }

    /**
     * GET {@code /overview}.
     *
     * @param version          version of the Integration Server
     * @param svms             number of SVMs
     * @param svmsReporting    number of SVMs that reported within 6 minutes
     * @param agents           number of agents
     * @param agentsConnected  number of agents connected to an SVM
     * @param detections       number of detections in the last 24 hours
     */
    public record Overview(String version, int svms, int svmsReporting, int agents, int agentsConnected, int detections) {
    }

    /**
     * GET {@code /svms}.
     *
     * @param svms all SVMs
     */
    public record Svms(List<Svm> svms) {
    }

    /**
     * One SVM.
     *
     * @param id              its id
     * @param host            its name
     * @param address         {@code host:port} agents connect to; null before the first report
     * @param state           {@code enrolled} (never reported), {@code running}, {@code stopped} (its last report said so), {@code silent} (no report for 6
     *                        minutes)
     * @param connectedAgents agents connected when it last reported
     * @param signatureSet    its signature set; null before the first report
     * @param load            0–100 %
     * @param version         version of its Protection Server
     * @param lastReport      ISO-8601 instant; null before the first report
     */
    public record Svm(String id, String host, String address, String state, int connectedAgents, String signatureSet, double load,
                      String version, String lastReport) {
    }

    /**
     * GET {@code /agents}.
     *
     * @param agents all agents
     */
    public record Agents(List<Agent> agents) {
    }

    /**
     * One agent.
     *
     * @param id         its id
     * @param host       the guest's name
     * @param state      {@code enrolled}, {@code connected}, {@code disconnected}, {@code stopped}, {@code silent}
     * @param svm        id of its SVM; null if none
     * @param protection {@code on-access}, {@code watching}, {@code none}; null before the first report
     * @param version    its version
     * @param lastReport ISO-8601 instant; null before the first report
     */
    public record Agent(String id, String host, String state, String svm, String protection, String version, String lastReport) {
    }

    /**
     * GET {@code /events?after=&kind=&limit=}: newest last; {@code after} is a sequence number, 0 from the beginning.
     *
     * @param events the events, oldest first
     * @param last   sequence number to ask from next time
     */
    public record Events(List<Event> events, long last) {
    }

    /**
     * One event.
     *
     * @param sequence its place in the store, growing
     * @param id       its id
     * @param time     ISO-8601 instant
     * @param severity {@code critical}, {@code error}, {@code warning}, {@code information}
     * @param kind     what happened
     * @param source   {@code agent:<id>}, {@code svm:<id>} or {@code server}
     * @param path     file; null if none
     * @param threat   threat; null if none
     * @param digest   SHA-256 in hex; null if none
     * @param action   what was done; null if none
     */
    public record Event(long sequence, String id, String time, String severity, String kind, String source, String path, String threat,
                        String digest, String action) {
    }

    /**
     * POST {@code /tokens}.
     *
     * @param kind {@code svm} or {@code agent}
     * @param uses how often it may be used, 1–100000
     * @param days how long it is valid, 1–365
     */
    public record TokenOrder(String kind, int uses, int days) {
    }

    /**
     * Answer to a {@link TokenOrder}; the only time the token is shown.
     *
     * @param token     the token as text
     * @param expiresAt ISO-8601 instant
     */
    public record Token(String token, String expiresAt) {

        /** Never the token. */
        @Override
        public String toString() {
            return "Token[until " + expiresAt + "]";
        }
    }

    /**
     * PUT {@code /password}: changes the caller's own password.
     *
     * @param current the present password
     * @param wanted  the new one, 12–128 characters
     */
    public record PasswordChange(String current, String wanted) {

        /** Never a password. */
        @Override
        public String toString() {
            return "PasswordChange";
        }
    }
}
