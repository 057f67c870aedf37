package org.palisade.scanserver.engine.matcher;

import java.util.List;
import java.util.Optional;

/**
 * A logical signature without its subsignatures.
 *
 * @param name           the threat
 * @param target         which objects it is for
 * @param expression     what must have been found
 * @param size           allowed sizes of the object, bytes
 * @param entryPoint     allowed offsets of the entry point
 * @param sections       allowed numbers of sections
 * @param container      ClamAV's type of what the object must have been taken from
 * @param intermediates  ClamAV's types of the last things it must have been taken from, outermost first; empty for any
 * @param holdsUntouched whether the expression is true when nothing was found
 */
record Logical(String name, Target target, Expression expression, Optional<Range> size, Optional<Range> entryPoint, Optional<Range> sections,
        Optional<String> container, List<String> intermediates, boolean holdsUntouched) {

    private static final String ANY_TYPE = "CL_TYPE_ANY";

    /** Both ends included. */
    record Range(long lowest, long highest) {
        boolean has(long value) {
            return value >= lowest && value <= highest;
        }
    }

    /** One way of finding a subsignature. */
    record Body(Offset offset, List<Piece> pieces) {
    }

    /** Whether an object is one it is for. */
    boolean suits(FileFacts facts, long bytes) {
        if (target != Target.ANY && target != facts.target() || size.isPresent() && !size.get().has(bytes)) {
            return false;
        }
        String from = facts.containerType().isEmpty() ? ANY_TYPE : facts.containerType();
        if (container.isPresent() && !container.get().equals(from) || !within(facts.intermediates())) {
            return false;
        }
        if (entryPoint.isEmpty() && sections.isEmpty()) {
            return true;
        }
        return facts.executable().isPresent() && suits(facts.executable().get());
    }

    private boolean suits(Executable executable) {
        return (entryPoint.isEmpty() || entryPoint.get().has(executable.entryPoint())) && (sections.isEmpty() || sections.get().has(executable.sections().size()));
    }

    private boolean within(List<String> containers) {
        int first = containers.size() - intermediates.size();
        if (first < 0) {
            return false;
        }
        for (int i = 0; i < intermediates.size(); i++) {
            if (!intermediates.get(i).equals(ANY_TYPE) && !intermediates.get(i).equals(containers.get(first + i))) {
                return false;
            }
        }
        return true;
    }
}
