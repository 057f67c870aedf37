/**
 * Formats of statements whose truth rests on a signature or a secret: the name in a certificate, the enrolment token, update packages,
 * the licence.
 * Depends on the JDK only; it is the one part of {@code protocol} that the Integration Server's features may use.
 */
package org.palisade.protocol.signed;
