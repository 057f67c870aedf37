package org.palisade.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this program calls itself. */
public final class Product {

    /** The version that was built, for example {@code 0.1.0}. */
    public static final String VERSION = version();

    private Product() {
    }

    private static String version() {
        try (InputStream in = Product.class.getResourceAsStream("product.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("product.properties cannot be read", e);
        }
    }
}
