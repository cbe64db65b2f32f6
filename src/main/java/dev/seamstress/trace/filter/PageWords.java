package dev.seamstress.trace.filter;

import dev.seamstress.core.addr.Gfn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what people call pages: {@code x}, {@code x[1]+4}, {@code gfn=0x100+8}, {@code gpa=0x100000}. */
public final class PageWords {
    /** What can be asked for, in a sentence of an error. */
    public static final String FORMS = "gfn=0x100, gpa=0x100000, or a name such as x or x[1]; +8 behind it: 8 pages";

    private static final int PAGE_SHIFT = 12;
    private static final long GFN_MAX = Gfn.LIMIT - 1;
    private static final String NUMBER = "(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,15})";
    private static final Pattern NUMBERED = Pattern.compile("(gfn|gpa)=" + NUMBER + "(?:\\+" + NUMBER + ")?");
    private static final Pattern NAMED =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?:\\[" + NUMBER + "])?(?:\\+" + NUMBER + ")?");
    private static final Pattern IN_TEXT = Pattern.compile(
            "(?<![\\w=])(?:" + NAMED.pattern() + "|(0x[0-9a-fA-F]{1,13})" + "(?:\\+" + NUMBER + ")?)(?!\\w)");

    private final TreeMap<String, Long> names;

    /** {@code names}: the gfns that have one. */
    public PageWords(Map<String, Long> names) {
        this.names = new TreeMap<>(names);
    }

    /** The pages; empty if there are none of that description. Of a gpa the shared bit does not count. */
    public Optional<Pages> read(String text) {
        Matcher numbered = NUMBERED.matcher(text);
        if (numbered.matches()) {
            boolean isGpa = numbered.group(1).equals("gpa");
            long number = number(numbered.group(2));
            return pages(text, isGpa ? gfnOf(number) : number, count(numbered.group(3)), false);
        }
        Matcher named = NAMED.matcher(text);
        return named.matches() && names.containsKey(named.group(1)) ? named(text, named) : Optional.empty();
    }

    /** Why {@link #read} finds no pages, and what was expected. */
    public String problem(String text) {
        Matcher numbered = NUMBERED.matcher(text);
        Matcher named = NAMED.matcher(text);
        boolean isNumbered = numbered.matches();
        boolean isNamed = !isNumbered && named.matches() && names.containsKey(named.group(1));
        String count = isNumbered || isNamed ? (isNumbered ? numbered : named).group(3) : null;
        if (count != null && number(count) == 0) {
            return "`" + text + "` is no page at all; a count is 1 or more";
        } else if (isNumbered || isNamed) {
            return "`" + text + "` is beyond the last gfn, 0x" + Long.toHexString(GFN_MAX);
        }
        return "no page is called `" + text + "`; expected " + FORMS + "; " + known();
    }

    private Optional<Pages> named(String text, Matcher named) {
        long index = named.group(2) == null ? 0 : number(named.group(2));
        return pages(text, names.get(named.group(1)) + index, count(named.group(3)), true);
    }

    private static Optional<Pages> pages(String text, long start, long count, boolean isNamed) {
        boolean isGood = start >= 0 && start <= GFN_MAX && count >= 1 && count <= GFN_MAX - start + 1;
        return isGood ? Optional.of(new Pages(text, start, start + count, isNamed)) : Optional.empty();
    }

    /** All pages that the text of an operation names, as in {@code A: convert x+8 to shared}. */
    public List<Pages> in(String operation) {
        int label = operation.indexOf(": ");
        List<Pages> found = new ArrayList<>();
        Matcher word = IN_TEXT.matcher(label < 0 ? operation : operation.substring(label + 2));
        while (word.find()) {
            if (word.group(4) != null) {
                pages(word.group(), number(word.group(4)), count(word.group(5)), false)
                        .ifPresent(found::add);
            } else if (names.containsKey(word.group(1))) {
                named(word.group(), word).ifPresent(found::add);
            }
        }
        return found;
    }

    /** The names that there are, in a sentence of an error. */
    public String known() {
        return names.isEmpty() ? "no page has a name here" : "the names are " + String.join(", ", names.keySet());
    }

    private static long count(String text) {
        return text == null ? 1 : number(text);
    }

    /** Out of range is -1, which no page is. */
    private static long number(String text) {
        try {
            boolean isHex = text.startsWith("0x") || text.startsWith("0X");
            return isHex ? Long.parseUnsignedLong(text, 2, text.length(), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The gfn of a gpa, without the shared bit, which is bit 47 or 51 of a gpa and of no gpa that a scenario has. */
    public static long gfnOf(long gpa) {
        return (gpa & ~(1L << 47) & ~(1L << 51)) >>> PAGE_SHIFT;
    }
}
