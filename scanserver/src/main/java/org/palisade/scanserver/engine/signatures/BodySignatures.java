package org.palisade.scanserver.engine.signatures;

import java.util.ArrayList;
import java.util.List;
import org.palisade.scanserver.engine.signatures.Body.Part;
import org.palisade.scanserver.engine.signatures.Body.Variant;

/** All body signatures of a set, ready to be looked for. Immutable. */
final class BodySignatures {

    private final Body[] bodies;
    private final Grams grams;
    private final int longest;

    private BodySignatures(List<Body> bodies, List<Grams.Entry> entries) {
        this.bodies = bodies.toArray(Body[]::new);
        this.grams = new Grams(entries);
        this.longest = entries.stream().mapToInt(entry -> entry.variant().length()).max().orElse(0);
    }

    /** Collects body signatures. */
    static final class Builder {
        private final List<Body> bodies = new ArrayList<>();
        private final List<Grams.Entry> entries = new ArrayList<>();

        /** Adds one line of a {@code .ndb} file: name, target type, offset, body, and levels that do not concern us. */
        void add(String line) throws Skipped {
            String[] fields = line.split(":", -1);
            if (fields.length < 4) {
                throw new Skipped("malformed");
            }
            Body body = new Body(SignatureLoader.name(fields[0]), Target.parse(fields[1]), Offset.parse(fields[2]), BodyParser.parse(fields[3]));
            List<Grams.Entry> found = new ArrayList<>();
            for (int i = 0; i < body.parts().size(); i++) {
                Part part = body.parts().get(i);
                for (Variant variant : part.variants()) {
                    found.add(new Grams.Entry(bodies.size(), i, variant, Grams.rarest(variant)));
                }
            }
            bodies.add(body);
            entries.addAll(found);
        }

        BodySignatures build() {
            return new BodySignatures(bodies, entries);
        }
    }

    int count() {
        return bodies.length;
    }

    Body body(int index) {
        return bodies[index];
    }

    Grams grams() {
        return grams;
    }

    /** Longest part, bytes: so much less one must be kept of what was already looked at. */
    int longest() {
        return longest;
    }
}
