package org.palisade.scanserver.engine.matcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The expression of a logical signature, with ClamAV's own reading of it: {@code &} and {@code |} bind alike, to the right outside parentheses and to the
 * left inside; a count behind parentheses is of all matches inside that made them true.
 */
final class Expression {

    private static final Pattern LEAF = Pattern.compile("(\\d{1,3})(?:([<>=])(\\d{1,9})(?:,\\d{1,9})?)?");
    private static final Pattern COUNT = Pattern.compile("([<>=])(\\d{1,9})(?:,(\\d{1,9}))?");
    private static final int DEEPEST = 64;
    /** Most subsignatures ClamAV takes. */
    static final int SUBSIGNATURES = 64;

    /** A node: a subsignature if {@code left} is none, else two of them joined. */
    private record Node(int id, char operator, Node left, Node right, char comparison, long count, long distinct) {
    }

    /** What was counted below a node. */
    private static final class Tally {
        private long count;
        private long ids;
    }

    private final Node root;
    private final int highest;

    private Expression(Node root, int highest) {
        this.root = root;
        this.highest = highest;
    }

    static Expression parse(String text) throws SkippedException {
        Node root = parse(text, 0);
        return new Expression(root, highest(root));
    }

    /** Highest subsignature named. */
    int highest() {
        return highest;
    }

    /** Whether it is true for these numbers of matches, by subsignature. */
    boolean holds(int[] counts) {
        return holds(root, counts, new Tally());
    }

    /** From how many matches on more of them make no difference. */
    int enough() {
        return (int) Math.min(Integer.MAX_VALUE, enough(root));
    }

    private static long enough(Node node) {
        long below = node.left == null ? 0 : Math.max(enough(node.left), enough(node.right));
        return Math.max(below, node.comparison == 0 ? 1 : node.count + 1);
    }

    private static int highest(Node node) {
        return node.left == null ? node.id : Math.max(highest(node.left), highest(node.right));
    }

    private static Node parse(String text, int depth) throws SkippedException {
        if (depth > DEEPEST || text.isEmpty()) {
            throw SkippedException.malformed();
        }
        int open = 0;
        int lastInside = -1;
        int close = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                open++;
            } else if (c == ')') {
                open--;
                close = i;
            } else if (c == '&' || c == '|') {
                if (open == 0) {
                    return join(c, text.substring(0, i), text.substring(i + 1), "", depth);
                }
                lastInside = open == 1 ? i : lastInside;
            }
            if (open < 0) {
                throw SkippedException.malformed();
            }
        }
        if (open != 0) {
            throw SkippedException.malformed();
        }
        if (text.charAt(0) != '(') {
            return leaf(text);
        }
        if (lastInside < 0) {
            if (close != text.length() - 1) {
                throw SkippedException.malformed();
            }
            return parse(text.substring(1, close), depth + 1);
        }
        return join(text.charAt(lastInside), text.substring(1, lastInside), text.substring(lastInside + 1, close), text.substring(close + 1), depth);
    }

    private static Node join(char operator, String left, String right, String count, int depth) throws SkippedException {
        Matcher form = COUNT.matcher(count);
        if (!count.isEmpty() && !form.matches()) {
            throw SkippedException.malformed();
        }
        return new Node(0, operator, parse(left, depth + 1), parse(right, depth + 1), count.isEmpty() ? 0 : form.group(1).charAt(0),
                count.isEmpty() ? 0 : Long.parseLong(form.group(2)), count.isEmpty() || form.group(3) == null ? 0 : Long.parseLong(form.group(3)));
    }

    private static Node leaf(String text) throws SkippedException {
        Matcher form = LEAF.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) >= SUBSIGNATURES) {
            throw SkippedException.malformed();
        }
        boolean counted = form.group(2) != null;
        return new Node(Integer.parseInt(form.group(1)), ' ', null, null, counted ? form.group(2).charAt(0) : 0, counted ? Long.parseLong(form.group(3)) : 0, 0);
    }

    private static boolean holds(Node node, int[] counts, Tally tally) {
        if (node.left == null) {
            int count = counts[node.id];
            if (node.comparison == 0 ? count == 0 : !compares(node, count)) {
                return false;
            }
            tally.count += count;
            tally.ids |= 1L << node.id;
            return true;
        }
        Tally below = new Tally();
        Tally right = new Tally();
        boolean leftHolds = holds(node.left, counts, below);
        boolean rightHolds = holds(node.right, counts, right);
        below.count += right.count;
        below.ids |= right.ids;
        boolean holds = node.operator == '&' ? leftHolds && rightHolds : leftHolds || rightHolds;
        if (node.comparison == 0) {
            if (holds) {
                tally.count += below.count;
                tally.ids |= below.ids;
            }
            return holds;
        }
        long count = holds ? below.count : 0;
        long ids = holds ? below.ids : 0;
        if (!compares(node, count) || node.distinct > Long.bitCount(ids)) {
            return false;
        }
        tally.count += count;
        return true;
    }

    private static boolean compares(Node node, long count) {
        return switch (node.comparison) {
            case '=' -> count == node.count;
            case '<' -> count < node.count;
            default -> count > node.count;
        };
    }
}
