package org.palisade.protocol.http;

/**
 * Asks for an identity: POST {@code /api/v1/svm/enrol} or {@code /api/v1/agent/enrol}.
 *
 * @param token              the enrolment token, as text
 * @param certificateRequest a PKCS#10 request in PEM; only its public key and its proof of possession are used
 * @param host               the host's own name, 1–253 characters
 * @param version            the version of the software that enrols
 */
public record EnrolmentRequest(String token, String certificateRequest, String host, String version) {

    /** Names the host only; the token is a secret. */
    @Override
    public String toString() {
        return "EnrolmentRequest[" + host + "]";
    }
}
