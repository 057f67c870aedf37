package org.palisade.scanserver.engine.signatures;

import java.math.BigInteger;
import java.util.HexFormat;

/**
 * The public key that database archives are signed with: plain RSA over the 16 bytes of the body's MD5. The number in the header is written in 64 digits,
 * {@code a-z A-Z 0-9 + /}, the lowest first.
 *
 * <p>That scheme is ClamAV's and weak by today's measure (MD5, 1024 bits, no padding); it guards what is fetched with the tools of that project, not our own updates.
 */
final class CvdKey {

    /** The key of the ClamAV project. */
    static final CvdKey CLAMAV = new CvdKey(new BigInteger("1186409955516453426030700016584531897515277744120277437465994057432431426074641447673610606406558447497607888900222834"
            + "24922762488917565551002467771109669598189410434699034532232228621591089508178591428456220796841621637175567590476666928698770143328137383952820383197532"
            + "047771780196576957695822641224262693037"), BigInteger.valueOf(100001027));

    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";
    private static final int LONGEST = 1024;

    private final BigInteger modulus;
    private final BigInteger exponent;

    CvdKey(BigInteger modulus, BigInteger exponent) {
        this.modulus = modulus;
        this.exponent = exponent;
    }

    /** Whether the signature is one of that MD5. */
    boolean signed(String md5, String signature) {
        if (signature.isEmpty() || signature.length() > LONGEST) {
            return false;
        }
        BigInteger number = BigInteger.ZERO;
        for (int i = signature.length() - 1; i >= 0; i--) {
            int digit = DIGITS.indexOf(signature.charAt(i));
            if (digit < 0) {
                return false;
            }
            number = number.shiftLeft(6).or(BigInteger.valueOf(digit));
        }
        // The whole number, not its last 16 bytes: anything in front of them would leave room for a forger. Zero and one sign themselves.
        return number.compareTo(BigInteger.ONE) > 0 && number.compareTo(modulus) < 0 && number.modPow(exponent, modulus).equals(new BigInteger(1, HexFormat.of().parseHex(md5)));
    }
}
