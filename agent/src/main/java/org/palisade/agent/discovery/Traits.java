package org.palisade.agent.discovery;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.palisade.protocol.http.Place;
import org.palisade.protocol.http.SvmList;

/**
 * What is known of an SVM, to choose by. What is not known is empty and leaves no SVM out by itself.
 *
 * @param lowestProtocol  lowest version of the scan protocol it speaks; 0 if unknown
 * @param highestProtocol highest version; 0 if unknown
 * @param channels        protections of the channel it accepts
 * @param guests          kinds of guests its databases serve
 * @param tags            its connection tags
 * @param tagsRequired    whether it refuses agents without one of its tags
 * @param licensed        whether its licence is known to be valid
 * @param keys            kinds of its licence keys
 * @param place           where it is; empty also if that is not to be evaluated
 */
public record Traits(int lowestProtocol, int highestProtocol, Optional<Set<String>> channels, Optional<Set<String>> guests, Optional<Set<String>> tags,
                     boolean tagsRequired, boolean licensed, Set<String> keys, Optional<Place> place) {

    /** Nothing is known. */
    static final Traits UNKNOWN = new Traits(0, 0, Optional.empty(), Optional.empty(), Optional.empty(), false, false, Set.of(), Optional.empty());

    private static final String VALID = "valid";

    static Traits of(SvmList.Entry entry) {
        return new Traits(entry.lowestProtocol(), entry.protocol(), words(entry.channels()), words(entry.guests()), words(entry.tags()), entry.tagsRequired(),
                VALID.equals(entry.licence()), words(entry.keys()).orElse(Set.of()), entry.large() ? Optional.empty() : Optional.ofNullable(entry.place()));
    }

    private static Optional<Set<String>> words(Collection<String> sent) {
        return Optional.ofNullable(sent).map(words -> words.stream().filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet()));
    }
}
