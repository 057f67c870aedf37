package org.palisade.web.faces.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.palisade.web.Product;
import org.palisade.web.security.CurrentCaller;

/** The frame around every page. */
@Named("page")
@RequestScoped
public class PageView {

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** How a word of a state is coloured; a word that is not here stays grey. */
    private static final Map<String, String> TONES = Map.ofEntries(
            Map.entry("running", "good"), Map.entry("connected", "good"), Map.entry("quarantined", "good"), Map.entry("blocked", "good"),
            Map.entry("on-access", "good"), Map.entry("watching", "fair"), Map.entry("notified", "fair"), Map.entry("disconnected", "fair"), Map.entry("stopped", "fair"),
            Map.entry("silent", "bad"), Map.entry("failed", "bad"), Map.entry("none", "bad"));

    @Inject
    CurrentCaller caller;

    /** The product's version. */
    public String getVersion() {
        return Product.VERSION;
    }

    /** Name of the account that is signed in. */
    public String getAccount() {
        return caller.get().name();
    }

    /** The colour of a state: {@code good}, {@code fair}, {@code bad} or {@code plain}. The word itself always stands beside it. */
    public String tone(String word) {
        return TONES.getOrDefault(word == null ? "" : word, "plain");
    }

    /**
     * A text that others chose, with every character visible: a name may hold characters that turn the rest of it round, or end the line, so that
     * it reads like another.
     */
    public String visible(String text) {
        return VisibleText.of(text == null ? "" : text);
    }

    /** An instant as text; the browser turns it into local time. */
    public String utc(String instant) {
        return instant == null ? "" : UTC.format(Instant.parse(instant));
    }
}
