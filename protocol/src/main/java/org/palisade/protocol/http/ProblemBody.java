package org.palisade.protocol.http;

/**
 * Body of every refused request, {@code application/problem+json} as in RFC 9457. Clients branch on {@code type}.
 *
 * @param type     {@code urn:palisade:problem:<slug>}
 * @param title    the same words for every occurrence
 * @param status   the HTTP status
 * @param detail   what to do about this occurrence; may be null
 * @param instance id of the incident, to be quoted to the operator; null unless the fault is the server's
 */
public record ProblemBody(String type, String title, int status, String detail, String instance) {
}
