package org.palisade.server.secret.boundary;

/**
 * A certificate we just issued.
 *
 * @param certificate the certificate, PEM
 * @param authority   our authority's certificate, PEM
 */
public record IssuedCertificate(String certificate, String authority) {
}
