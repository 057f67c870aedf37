package org.palisade.networkagent;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import java.io.IOException;

/** The one JSON mapper of both processes. Null fields are left out; unknown ones are ignored, so that newer servers can say more. */
public final class Json {

    private static final Jsonb MAPPER = JsonbBuilder.create();

    private Json() {
    }

    /** A record as JSON on one line. */
    public static String write(Object value) {
        return MAPPER.toJson(value);
    }

    /**
     * Reads JSON into a record.
     *
     * @throws IOException if the text is not such a record
     */
    public static <T> T read(String json, Class<T> type) throws IOException {
        T value;
        try {
            value = MAPPER.fromJson(json, type);
        } catch (JsonbException | IllegalArgumentException | StackOverflowError e) {
            throw new IOException("not the JSON of a " + type.getSimpleName(), e);
        }
        if (value == null) {
            throw new IOException("not the JSON of a " + type.getSimpleName() + " but null");
        }
        return value;
    }
}
