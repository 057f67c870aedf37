package org.palisade.protocol.http;

/**
 * The identity given at enrolment.
 *
 * @param id          the new peer's id
 * @param tenant      the tenant it belongs to
 * @param certificate its certificate, PEM, valid 90 days
 * @param authority   the authority's certificate, PEM; the only one the peer is to trust
 */
public record EnrolmentReply(String id, String tenant, String certificate, String authority) {
}
