package org.palisade.server.secret.boundary;

import jakarta.persistence.AttributeConverter;
import java.util.Objects;
import org.palisade.server.secret.control.KeyRing;

/**
 * Keeps a text encrypted in its column. JPA tells a converter neither table nor column, so every encrypted column has a small converter of its own
 * that names them (and declares {@link AttributeConverter} once more: EclipseLink looks for its types on the class itself). A ciphertext copied
 * into another column does not open. Which columns these are stands in {@code docs/adr/0002-encrypted-columns.md}.
 */
public abstract class EncryptedText implements AttributeConverter<String, String> {

    private final String column;

    /**
     * Names the place.
     *
     * @param column {@code table.column}; never changes once there are rows
     */
    protected EncryptedText(String column) {
        this.column = Objects.requireNonNull(column, "column");
    }

    @Override
    public final String convertToDatabaseColumn(String text) {
        return text == null ? null : KeyRing.current().seal(text, column);
    }

    @Override
    public final String convertToEntityAttribute(String sealed) {
        return sealed == null ? null : KeyRing.current().open(sealed, column);
    }
}
