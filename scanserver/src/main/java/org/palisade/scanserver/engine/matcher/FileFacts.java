package org.palisade.scanserver.engine.matcher;

import java.util.List;
import java.util.Optional;

/**
 * What is known of an object before its content is looked through.
 *
 * @param target        its kind; {@link Target#ANY} if it is none that signatures are made for: only those for any kind apply then
 * @param executable    entry point and sections; empty if it has none or its headers are broken, in which case no offset counted from the end, the entry
 *                      point or a section applies to an executable, as in ClamAV
 * @param containerType ClamAV's type of what it was taken from, for example {@code CL_TYPE_ZIP}; empty if from nothing
 * @param intermediates ClamAV's types of all it was taken from, outermost first, its own container last
 */
public record FileFacts(Target target, Optional<Executable> executable, String containerType, List<String> intermediates) {

    private static final FileFacts UNKNOWN = new FileFacts(Target.ANY, Optional.empty(), "", List.of());

    public FileFacts {
        intermediates = List.copyOf(intermediates);
    }

    /** An object of no particular kind, taken from nothing. */
    public static FileFacts unknown() {
        return UNKNOWN;
    }

    /** An executable whose headers could not be read: ClamAV counts no offset from anything but its start. */
    boolean broken() {
        return target.executable() && executable.isEmpty();
    }
}
