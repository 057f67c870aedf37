package org.palisade.server.svm.boundary;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What an SVM is told in answer to its report.
 *
 * @param stored  how far its journal is stored; empty if the report had nothing of it
 * @param licence its licence statement, as signed text
 */
public record SvmReply(Optional<Stored> stored, String licence) {

    /**
     * How far a journal is stored.
     *
     * @param journal  the journal's id
     * @param sequence of the last entry that is stored, with all before it
     */
    public record Stored(UUID journal, long sequence) {
    }

    public SvmReply {
        Objects.requireNonNull(stored, "stored");
        Objects.requireNonNull(licence, "licence");
    }
}
