package dev.seamstress.house;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that people write, with parts between {@code <!-- from the code: NAME -->} and {@code <!-- end -->} that are
 * written by a test.
 */
final class PageParts {
    private static final Pattern PART =
            Pattern.compile("(<!-- from the code: ([a-z]+) -->\n).*?(<!-- end -->\n)", Pattern.DOTALL);

    private PageParts() {}

    /** {@code page} with its parts written anew. */
    static String renewed(String page, SortedMap<String, String> parts) {
        return PART.matcher(page)
                .replaceAll(part -> Matcher.quoteReplacement(
                        part.group(1) + "\n" + parts.get(part.group(2)) + "\n" + part.group(3)));
    }

    /** The names of the parts that {@code page} has. */
    static List<String> namesIn(String page) {
        return PART.matcher(page).results().map(part -> part.group(2)).toList();
    }

    /** The lines that are only in one of both; or one word, if the same lines stand in another order. */
    static List<String> differences(String page, String renewed) {
        List<String> old = page.lines().toList();
        List<String> now = renewed.lines().toList();
        List<String> found = new ArrayList<>();
        now.stream().filter(line -> !old.contains(line)).forEach(line -> found.add("missing: " + line));
        old.stream().filter(line -> !now.contains(line)).forEach(line -> found.add("no longer true: " + line));
        if (found.isEmpty() && !page.equals(renewed)) {
            found.add("order");
        }
        return found;
    }
}
