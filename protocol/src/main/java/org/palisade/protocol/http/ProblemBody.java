package org.palisade.protocol.http;

import java.util.List;

/**
 * Body of every refused request, {@code application/problem+json} as in RFC 9457. Clients branch on {@code type}.
 *
 * @param type     {@code urn:palisade:problem:<slug>}
 * @param title    the same words for every occurrence
 * @param status   the HTTP status
 * @param detail   what to do about this occurrence; may be null
 * @param instance {@code urn:uuid:} and the id of the incident, to be quoted to the operator; null unless the fault is the server's
 * @param pointers JSON pointers (RFC 6901) to what is wrong in the request; null if it is not about a part of it
 */
public record ProblemBody(String type, String title, int status, String detail, String instance, List<String> pointers) {
}
