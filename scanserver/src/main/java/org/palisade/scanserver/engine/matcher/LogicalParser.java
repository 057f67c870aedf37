package org.palisade.scanserver.engine.matcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palisade.scanserver.engine.matcher.Logical.Range;

/** Reads one line of a {@code .ldb} file: name, target description, expression, subsignatures. */
final class LogicalParser {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,10})-(\\d{1,10})");
    private static final int LEVEL_OF_ATTRIBUTES = 51;

    private LogicalParser() {
    }

    /** A logical signature with the ways of finding each of its subsignatures. */
    record Line(Logical logical, List<List<Logical.Body>> subsignatures) {
    }

    static Line parse(String line) throws SkippedException {
        if (line.indexOf('/') >= 0) {
            throw new SkippedException("pcre");
        }
        String[] fields = line.split(";", -1);
        if (fields.length < 4) {
            throw SkippedException.malformed();
        }
        Expression expression = Expression.parse(fields[2]);
        int count = fields.length - 3;
        if (expression.highest() + 1 != count || count > Expression.SUBSIGNATURES) {
            throw SkippedException.malformed();
        }
        Logical logical = described(Names.checked(fields[0]), attributes(fields[1]), expression, count);
        List<List<Logical.Body>> subsignatures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            subsignatures.add(subsignature(fields[3 + i], logical.target()));
        }
        return new Line(logical, subsignatures);
    }

    private static Map<String, String> attributes(String text) throws SkippedException {
        Map<String, String> attributes = new HashMap<>();
        for (String attribute : text.split(",", -1)) {
            int colon = attribute.indexOf(':');
            if (colon < 0) {
                throw SkippedException.malformed();
            }
            String key = attribute.substring(0, colon);
            switch (key) {
                case "Target", "FileSize", "EntryPoint", "NumberOfSections", "Container", "Intermediates" -> attributes.put(key, attribute.substring(colon + 1));
                case "Engine" -> {
                    if (!attributes.isEmpty()) {
                        throw SkippedException.malformed();
                    }
                    attributes.put(key, attribute.substring(colon + 1));
                }
                case "IconGroup1", "IconGroup2" -> throw new SkippedException("icon group");
                case "HandlerType" -> throw new SkippedException("handler type");
                default -> throw new SkippedException("target description");
            }
        }
        return attributes;
    }

    private static Logical described(String name, Map<String, String> attributes, Expression expression, int count) throws SkippedException {
        Optional<Range> engine = range(attributes.get("Engine"));
        if (engine.isPresent()) {
            Levels.check(engine.get());
        }
        if (!attributes.containsKey("Target")) {
            throw SkippedException.malformed();
        }
        Target target = Target.parse(attributes.get("Target"));
        boolean more = attributes.keySet().stream().anyMatch(key -> !key.equals("Target") && !key.equals("Engine"));
        if (more && (engine.isEmpty() || engine.get().lowest() < LEVEL_OF_ATTRIBUTES)) {
            throw SkippedException.malformed();
        }
        Optional<Range> entryPoint = range(attributes.get("EntryPoint"));
        Optional<Range> sections = range(attributes.get("NumberOfSections"));
        if ((entryPoint.isPresent() || sections.isPresent()) && !target.executable()) {
            throw SkippedException.malformed();
        }
        String intermediates = attributes.getOrDefault("Intermediates", "");
        return new Logical(name, target, expression, range(attributes.get("FileSize")), entryPoint, sections, Optional.ofNullable(attributes.get("Container")),
                intermediates.isEmpty() ? List.of() : List.of(intermediates.split(">")), expression.holds(new int[count]));
    }

    private static Optional<Range> range(String text) throws SkippedException {
        if (text == null) {
            return Optional.empty();
        }
        Matcher form = RANGE.matcher(text);
        if (!form.matches()) {
            throw SkippedException.malformed();
        }
        return Optional.of(new Range(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))));
    }

    private static List<Logical.Body> subsignature(String text, Target target) throws SkippedException {
        if (text.startsWith("$")) {
            throw new SkippedException("macro");
        }
        if (text.startsWith("fuzzy_img#")) {
            throw new SkippedException("fuzzy hash");
        }
        if (text.indexOf('#') != text.lastIndexOf('#') && text.indexOf('(') >= 0) {
            throw new SkippedException("byte compare");
        }
        String[] parts = text.split(":", -1);
        if (parts.length > 4) {
            throw SkippedException.malformed();
        }
        boolean placed = parts.length % 2 == 0;
        Offset offset = placed ? Offset.parse(parts[0], target) : Offset.ANY;
        String body = placed ? parts[1] : parts[0];
        Modifiers modifiers = parts.length < 3 ? Modifiers.NONE : Modifiers.parse(parts[parts.length - 1]);
        String whole = modifiers.fullWord() ? Modifiers.fullWord(body) : body;
        List<Logical.Body> ways = new ArrayList<>();
        if (modifiers.wide()) {
            ways.add(new Logical.Body(offset, BodyParser.parse(Modifiers.wide(whole), modifiers)));
        }
        if (!modifiers.wide() || modifiers.ascii()) {
            ways.add(new Logical.Body(offset, BodyParser.parse(whole, modifiers.narrow())));
        }
        return ways;
    }
}
