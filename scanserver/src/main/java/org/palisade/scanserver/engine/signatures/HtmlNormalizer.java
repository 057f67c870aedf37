package org.palisade.scanserver.engine.signatures;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A page as ClamAV's signatures of target 3 expect it: letters in lower case, comments and declarations left out, white space joined (none after a tag, none at all in
 * scripts and styles), quotes around values double, entities resolved. What it does was measured at clamscan 1.4.6; the forms that clamscan makes besides (text without
 * tags, scripts by themselves) are not made.
 */
final class HtmlNormalizer implements Normalizer {

    private enum Place { TEXT, TAG, VALUE, DECLARATION }

    private static final int LONGEST_ENTITY = 32;
    private static final int NAME = 8;
    private static final Map<String, Integer> ENTITIES = new HashMap<>();
    private static final String LATIN1 = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil "
            + "sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde "
            + "Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute "
            + "ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    static {
        int code = 0xa0;
        for (String name : LATIN1.split(" ")) {
            ENTITIES.put(name, code++);
        }
        ENTITIES.putAll(Map.of("amp", (int) '&', "lt", (int) '<', "gt", (int) '>', "quot", (int) '"', "apos", (int) '\''));
    }

    private final byte[] entity = new byte[LONGEST_ENTITY];
    private final byte[] name = new byte[NAME];
    private byte[] out = new byte[0];
    private int end;
    private byte last;
    private Place place = Place.TEXT;
    private byte quote;
    private int entityLength;
    private int nameLength;
    private boolean naming;
    private boolean tagBegins;
    /** Inside a script or a style: no white space, no entities. */
    private boolean script;
    private boolean blank;
    private boolean afterTag = true;

    @Override
    public int normalize(byte[] from, int offset, int length, byte[] into, int at) {
        out = into;
        end = at;
        for (int i = offset; i < offset + length; i++) {
            if (from[i] != 0) {
                take(from[i]);
            }
        }
        return end - at;
    }

    @Override
    public int finish(byte[] into, int at) {
        out = into;
        end = at;
        if (tagBegins) {
            put((byte) '<');
        }
        entityAsIs();
        return end - at;
    }

    private void take(byte b) {
        if (entityLength > 0 && entity(b)) {
            return;
        }
        switch (place) {
            case TEXT -> text(b);
            case TAG -> tag(b);
            case VALUE -> value(b);
            case DECLARATION -> {
                if (b == '>') {
                    place = Place.TEXT;
                    afterTag = true;
                }
            }
            default -> throw new IllegalStateException();
        }
    }

    private void text(byte b) {
        if (space(b)) {
            blank = !script && !afterTag;
        } else if (b == '<') {
            beginTag();
        } else if (b == '&' && !script) {
            entity[0] = b;
            entityLength = 1;
        } else {
            put(lower(b));
        }
    }

    private void beginTag() {
        // Given out with the next byte: a declaration leaves no trace.
        place = Place.TAG;
        tagBegins = true;
        naming = true;
        nameLength = 0;
    }

    private void tag(byte b) {
        if (tagBegins) {
            tagBegins = false;
            if (b == '!' && !script) {
                place = Place.DECLARATION;
                return;
            }
            put((byte) '<');
        }
        if (b == '>') {
            endTag();
        } else if (space(b)) {
            naming = naming && nameLength == 0;
            blank = !script && last != '=' && last != '<';
        } else if (b == '<') {
            put(b);
            nameLength = 0;
            naming = true;
        } else if ((b == '"' || b == '\'') && last == '=' && !script) {
            blank = false;
            quote = b;
            place = Place.VALUE;
            put((byte) '"');
        } else if (b == '&' && !script) {
            entity[0] = b;
            entityLength = 1;
        } else {
            blank &= b != '=';
            if (naming && nameLength < NAME) {
                name[nameLength++] = lower(b);
            }
            put(lower(b));
        }
    }

    private void endTag() {
        blank = false;
        put((byte) '>');
        afterTag = true;
        place = Place.TEXT;
        String tag = new String(name, 0, nameLength, StandardCharsets.ISO_8859_1);
        if (script) {
            script = !("/script".equals(tag) || "/style".equals(tag));
        } else {
            script = "script".equals(tag) || "style".equals(tag);
        }
    }

    private void value(byte b) {
        if (b == quote) {
            blank = false;
            put((byte) '"');
            place = Place.TAG;
            naming = false;
        } else if (space(b)) {
            blank = last != '"' && last != '>';
        } else if (b == '&') {
            entity[0] = b;
            entityLength = 1;
        } else {
            blank &= b != '>';
            put(b == '\'' ? (byte) '"' : lower(b));
        }
    }

    /** Takes a byte that may belong to an entity; true if it does or ends it. */
    private boolean entity(byte b) {
        boolean numeric = entityLength > 1 && entity[1] == '#';
        boolean hex = numeric && entityLength > 2 && (entity[2] == 'x' || entity[2] == 'X');
        boolean belongs = numeric ? hex ? Character.digit(b, 16) >= 0 : Character.digit(b, 10) >= 0 || entityLength == 2 && (b == 'x' || b == 'X')
                : b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '#' && entityLength == 1;
        if (belongs && entityLength < LONGEST_ENTITY) {
            entity[entityLength++] = b;
            return true;
        }
        if (numeric && entityLength > (hex ? 3 : 2)) {
            number(hex);
            return b == ';';
        }
        Integer code = b == ';' && !numeric ? ENTITIES.get(new String(entity, 1, entityLength - 1, StandardCharsets.ISO_8859_1)) : null;
        if (code == null) {
            entityAsIs();
            return false;
        }
        entityLength = 0;
        put(code.byteValue());
        return true;
    }

    private void number(boolean hex) {
        int code = 0;
        for (int i = hex ? 3 : 2; i < entityLength; i++) {
            code = Math.min(0x10ffff, code * (hex ? 16 : 10) + Character.digit(entity[i], 16));
        }
        entityLength = 0;
        if (code < 256) {
            if (space((byte) code)) {
                blank = place == Place.VALUE || !afterTag;
            } else {
                put(lower((byte) code));
            }
        } else {
            for (byte b : String.format("&#x%04x;", code).getBytes(StandardCharsets.US_ASCII)) {
                put(b);
            }
        }
    }

    private void entityAsIs() {
        int length = entityLength;
        entityLength = 0;
        for (int i = 0; i < length; i++) {
            put(lower(entity[i]));
        }
    }

    private void put(byte b) {
        if (blank) {
            blank = false;
            out[end++] = ' ';
        }
        afterTag = false;
        last = b;
        out[end++] = b;
    }

    private static boolean space(byte b) {
        return b == ' ' || b >= 9 && b <= 13;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
}
