package org.palisade.scanserver.engine.signatures;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palisade.scanserver.engine.matcher.Matcher;
import org.palisade.scanserver.engine.signatures.HashSignatures.Layout;

/**
 * Everything of one load, immutable, swapped as a whole.
 *
 * @param label      its identity
 * @param objects    digests of whole objects
 * @param sections   digests of sections of programs
 * @param allowed    digests of objects that are clean whatever else says
 * @param matcher    body and logical signatures
 * @param containers signatures of what containers say about members
 * @param lines      MD5 and name of every body, logical and container signature, to tell two sets apart
 * @param archives   names of the database archives that are in it
 * @param coverage   what was loaded and what was not
 */
record SignatureSet(String label, HashSignatures objects, HashSignatures sections, HashSignatures allowed, Matcher matcher, List<ContainerSignature> containers,
                    HashTable lines, Set<String> archives, Coverage coverage) {

    /** What stands without any file: the EICAR test file alone. */
    static SignatureSet builtIn() {
        return new SignatureSet("builtin-" + Revision.text(), new HashSignatures(Layout.HASH_FIRST), new HashSignatures(Layout.SIZE_FIRST), new HashSignatures(Layout.HASH_FIRST), Matcher.NONE,
                List.of(), new HashTable(Algorithm.MD5.bytes()), Set.of(), Coverage.NONE);
    }

    /** The container signature that fits a member. */
    Optional<String> container(ContainerSignature.Entry entry) {
        for (ContainerSignature signature : containers) {
            if (signature.matches(entry)) {
                return Optional.of(signature.name());
            }
        }
        return Optional.empty();
    }
}
