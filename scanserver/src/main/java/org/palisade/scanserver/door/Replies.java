package org.palisade.scanserver.door;

import org.palisade.protocol.scan.Reason;
import org.palisade.protocol.scan.Verdict;

/** What clamd says, word for word, as its clients look for these words. */
final class Replies {

    static final String PONG = "PONG";
    static final String UNKNOWN = "UNKNOWN COMMAND";
    static final String INVALID = "Command invalid inside IDSESSION. ERROR";
    static final String FORMLESS = "Only nCMDS\\n and zCMDS\\0 are accepted inside IDSESSION. ERROR";
    static final String UNPROCESSED = "Error processing command. ERROR";
    static final String TOO_LARGE = "INSTREAM size limit exceeded. ERROR";
    static final String TIMED_OUT = "COMMAND READ TIMED OUT";
    static final String NO_DESCRIPTOR = "No file descriptor received. ERROR";
    static final String NOT_WRITTEN = "Error writing to temporary file. ERROR";
    /** No client takes this for success. */
    static final String UNAVAILABLE = "COMMAND UNAVAILABLE";

    private Replies() {
    }

    /** A path is no business of ours: whoever asks may not read it through us. */
    static String path(String path) {
        return path + ": File path check failure: Permission denied. ERROR";
    }

    static String versionCommands(String version) {
        StringBuilder reply = new StringBuilder(version).append("| COMMANDS:");
        for (Command command : Command.values()) {
            reply.append(' ').append(command);
        }
        return reply.toString();
    }

    /** The verdict on a stream. */
    static String verdict(Verdict verdict, Unscanned unscanned) {
        return switch (verdict.status()) {
            case CLEAN -> "stream: OK";
            case INFECTED -> "stream: " + word(verdict.threat()) + " FOUND";
            case NOT_FULLY_SCANNED -> unscanned == Unscanned.FOUND ? "stream: " + heuristic(verdict.reason()) + " FOUND"
                    : "stream: Not fully scanned: " + verdict.reason().word() + ". ERROR";
            default -> unscanned == Unscanned.FOUND && ofContent(verdict.reason()) ? "stream: " + heuristic(verdict.reason()) + " FOUND"
                    : "stream: Not scanned: " + verdict.reason().word() + ". ERROR";
        };
    }

    /** Whether the content may be why there is no verdict: who made it must not get it past a client that lets errors pass. What the server lacks says nothing of it. */
    private static boolean ofContent(Reason reason) {
        return reason == Reason.DEADLINE || reason == Reason.INTERNAL;
    }

    private static String heuristic(Reason reason) {
        return switch (reason) {
            case ENCRYPTED -> "Heuristics.Encrypted";
            case ARCHIVE_DEPTH -> "Heuristics.Limits.Exceeded.MaxRecursion";
            case ARCHIVE_COUNT -> "Heuristics.Limits.Exceeded.MaxFiles";
            case ARCHIVE_SIZE, ARCHIVE_RATIO -> "Heuristics.Limits.Exceeded.MaxScanSize";
            case TOO_LARGE -> "Heuristics.Limits.Exceeded.MaxFileSize";
            case SCAN_TIME, DEADLINE -> "Heuristics.Limits.Exceeded.MaxScanTime";
            default -> "Heuristics.Limits.Exceeded." + reason.word();
        };
    }

    /** A name must not break the line it stands in. */
    private static String word(String threat) {
        return threat.replaceAll("[^\\x21-\\x7e]", "_");
    }
}
