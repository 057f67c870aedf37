package org.palisade.server.audit.boundary;

/** Something an audit record can name: what a deed was done to. */
public interface AuditNamed {

    /** The name as it stands in the record: an id or a word; never a secret. */
    String auditName();
}
