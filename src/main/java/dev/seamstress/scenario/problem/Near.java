package dev.seamstress.scenario.problem;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Words that resemble a wrong one.
 *
 * <p>Source: Ratcliff and Obershelp's similarity as in Python's difflib without its junk heuristics: 2M/T, where M
 * counts the characters in matching blocks (the longest first, then left and right of it) and T both lengths.
 */
public final class Near {
    private static final double CUTOFF = 0.6;

    /** A list of more words than this is no help. */
    private static final int SHORT_LIST = 8;

    private Near() {}

    /** The candidate most similar to {@code word}, the first of equals, or null if none is similar enough. */
    public static String best(String word, List<String> candidates) {
        String best = null;
        double bestRatio = 0;
        for (String candidate : candidates) {
            double ratio = ratio(candidate, word);
            if (ratio >= CUTOFF && ratio > bestRatio) {
                best = candidate;
                bestRatio = ratio;
            }
        }
        return best;
    }

    /** The hint for a wrong word: the nearest, else the whole list if it is short, else {@code otherwise}. */
    public static String hint(String word, List<String> candidates, String otherwise) {
        String best = best(word, candidates);
        if (best != null) {
            return "did you mean `" + best + "`?";
        }
        if (!candidates.isEmpty() && candidates.size() <= SHORT_LIST) {
            return (candidates.size() <= 2 ? "it is " : "it is one of ") + list(candidates, "or");
        }
        return otherwise;
    }

    /**
     * Names that {@code word} may be short for, quoted and joined: those that begin with it, if they are few, else the
     * most similar one. Empty if there is none.
     */
    public static Optional<String> named(String word, List<String> names) {
        List<String> longer = word.isEmpty()
                ? List.of()
                : names.stream().filter(name -> name.startsWith(word)).toList();
        if (!longer.isEmpty() && longer.size() <= SHORT_LIST) {
            return Optional.of(list(longer, "or"));
        }
        return Optional.ofNullable(best(word, names)).map(best -> list(List.of(best), "or"));
    }

    /** The words quoted and joined: {@code `a`, `b` or `c`}. */
    public static String list(List<String> words, String conjunction) {
        List<String> quoted = words.stream().map(w -> "`" + w + "`").toList();
        if (quoted.size() < 2) {
            return String.join("", quoted);
        }
        String head = quoted.subList(0, quoted.size() - 1).stream().collect(Collectors.joining(", "));
        return head + " " + conjunction + " " + quoted.get(quoted.size() - 1);
    }

    /** How similar two words are, from 0 to 1. */
    public static double ratio(String a, String b) {
        int total = a.length() + b.length();
        return total == 0 ? 1 : 2.0 * matching(a, b) / total;
    }

    private static int matching(String a, String b) {
        int bestA = 0;
        int bestB = 0;
        int bestLength = 0;
        int[] before = new int[b.length() + 1];
        for (int i = 0; i < a.length(); i++) {
            int[] here = new int[b.length() + 1];
            for (int j = 0; j < b.length(); j++) {
                if (a.charAt(i) == b.charAt(j)) {
                    int length = before[j] + 1;
                    here[j + 1] = length;
                    if (length > bestLength) {
                        bestLength = length;
                        bestA = i - length + 1;
                        bestB = j - length + 1;
                    }
                }
            }
            before = here;
        }
        if (bestLength == 0) {
            return 0;
        }
        return bestLength
                + matching(a.substring(0, bestA), b.substring(0, bestB))
                + matching(a.substring(bestA + bestLength), b.substring(bestB + bestLength));
    }
}
