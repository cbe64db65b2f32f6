package dev.seamstress.explore;

import dev.seamstress.house.PageTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which of two that overlap in any way refuse each other, found by searching each pair to its end: at one entry of each
 * size that both can work on, and at two.
 *
 * <p>Names, and what cells say: as in the table of who comes later, that test {@code BusyPairTest} has; the cell is
 * what may happen to either.
 */
public final class ExploredPairs {
    private static final PairKind[] KINDS = PairKind.values();

    private ExploredPairs() {}

    /** The table, by the name of its part of the page. */
    public static TreeMap<String, String> parts() {
        List<String> names = Arrays.stream(KINDS).map(PairKind::text).toList();
        PageTable table = new PageTable("one \\ other", names);
        for (PairKind one : KINDS) {
            table.row(
                    one.text(),
                    Arrays.stream(KINDS).map(other -> cell(one, other)).toList());
        }
        TreeMap<String, String> parts = new TreeMap<>();
        parts.put("explored", table.text());
        return parts;
    }

    private static String cell(PairKind one, PairKind other) {
        boolean isInOrder = one.ordinal() <= other.ordinal();
        PairKind first = isInOrder ? one : other;
        PairKind second = isInOrder ? other : one;
        String elsewhere = said(first, second, PairSearch.atTwoEntries(PairSearch.Td.RUNNABLE, first, second));
        TreeSet<String> cells = new TreeSet<>();
        for (String size : PairKind.common(first, second)) {
            String same = said(first, second, PairSearch.atOneEntry(PairSearch.Td.RUNNABLE, first, second, size));
            boolean isBusyThere = same.equals(PairSearch.ENTRY_BUSY) && elsewhere.equals(".");
            cells.add(isBusyThere ? "e" : same.equals(elsewhere) ? same : elsewhere + ", same " + same);
        }
        return cells.isEmpty() ? elsewhere : String.join("; ", cells);
    }

    /** The words met, as the table has them; those that are a vCPU's as VP are left out, if it is something else. */
    private static String said(PairKind one, PairKind other, Set<String> met) {
        TreeSet<String> words = new TreeSet<>();
        for (String refusal : met) {
            boolean isOnItsWay = refusal.endsWith(PairSearch.TDR_OF_A_VCPU_BUSY)
                    && (refusal.charAt(0) == '0' ? one : other).isInside();
            if (!isOnItsWay) {
                words.add(refusal.substring(refusal.indexOf(": ") + 2));
            }
        }
        if (words.isEmpty()) {
            return ".";
        }
        if (one.ownsTd() || other.ownsTd()) {
            return "R";
        }
        List<String> said = new ArrayList<>();
        for (String word : words) {
            said.add(
                    switch (word) {
                        case PairSearch.TREE_BUSY -> "T";
                        case PairSearch.EPOCH_BUSY -> "E";
                        default -> word;
                    });
        }
        return String.join(" ", said);
    }
}
