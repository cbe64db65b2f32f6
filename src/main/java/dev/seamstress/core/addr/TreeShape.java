package dev.seamstress.core.addr;

import java.util.ArrayList;
import java.util.List;

/**
 * Which tables a page-table tree over some gfn ranges can have, numbered densely, top down. The private tree, its
 * mirror and each direct root have one shape in common, so a table's number names its place in all of them.
 *
 * <p>Shape: table 0 is the root. A table at level {@code L} has entries at level {@code L} and covers 512 of them.
 *
 * <p>Simplified: a table's place decides where it is stored, whoever allocated it. Tables that are not linked yet are
 * empty, hence alike, so states that differ only in the allocator are one state.
 */
public final class TreeShape {
    private final int rootLevel;
    private final Reach reach;
    /** Of each level the first run, as most have only one; of the root's, where all is one table, none. */
    private final Run[] firstRuns;

    private final long[][] firstTables;
    private final int[][] numbers;
    private final int[] levels;
    private final long[] bases;

    /**
     * The shape that covers {@code ranges}, which may overlap, in any order.
     *
     * @param rootLevel the level of the root table, 4 or 5
     */
    public TreeShape(int rootLevel, List<GfnRange> ranges) {
        this.rootLevel = rootLevel;
        this.reach = new Reach(ranges);
        this.firstTables = new long[rootLevel + 1][];
        this.numbers = new int[rootLevel + 1][];
        this.firstRuns = new Run[rootLevel];
        List<long[]> tables = new ArrayList<>();
        for (int level = rootLevel; level >= 1; level--) {
            addLevel(level, merge(level, ranges), tables);
        }
        this.levels = new int[tables.size()];
        this.bases = new long[tables.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (int) tables.get(i)[0];
            bases[i] = tables.get(i)[1];
        }
    }

    /** Runs of tables at {@code level}: pairs of first and last table position, sorted, disjoint. */
    private List<long[]> merge(int level, List<GfnRange> ranges) {
        int shift = Level.shift(level + 1);
        List<long[]> runs = new ArrayList<>();
        if (level == rootLevel) {
            runs.add(new long[] {0, 0});
            return runs;
        }
        List<GfnRange> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> a.start().compareTo(b.start()));
        for (GfnRange range : sorted) {
            long first = range.start().value() >>> shift;
            long last = (range.endExclusive().value() - 1) >>> shift;
            long[] previous = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (previous != null && first <= previous[1] + 1) {
                previous[1] = Math.max(previous[1], last);
            } else {
                runs.add(new long[] {first, last});
            }
        }
        return runs;
    }

    private void addLevel(int level, List<long[]> runs, List<long[]> tables) {
        firstTables[level] = new long[2 * runs.size()];
        numbers[level] = new int[runs.size()];
        if (level < rootLevel) {
            long[] first = runs.isEmpty() ? new long[] {0, -1} : runs.get(0);
            firstRuns[level] = new Run(Level.shift(level + 1), first[0], first[1], tables.size());
        }
        for (int i = 0; i < runs.size(); i++) {
            long[] run = runs.get(i);
            firstTables[level][2 * i] = run[0];
            firstTables[level][2 * i + 1] = run[1];
            numbers[level][i] = tables.size();
            for (long position = run[0]; position <= run[1]; position++) {
                tables.add(new long[] {level, position << Level.shift(level + 1)});
            }
        }
    }

    public int rootLevel() {
        return rootLevel;
    }

    /** Which entries of the tables some gfn goes through. */
    public Reach reach() {
        return reach;
    }

    /** How many tables there are, the root included. */
    public int tables() {
        return levels.length;
    }

    /** The number of the table at {@code level} that holds {@code gfn}'s entry, or -1 if the shape has none. */
    public int table(int level, long gfn) {
        if (level == rootLevel) {
            return 0;
        }
        Run run = firstRuns[level];
        long position = gfn >>> run.shift;
        return position >= run.first && position <= run.last
                ? run.number + (int) (position - run.first)
                : tableOfMany(level, position);
    }

    /**
     * Tables side by side: by how much a gfn is shifted to its position, the first and the last, the first's number.
     */
    private record Run(int shift, long first, long last, int number) {}

    private int tableOfMany(int level, long position) {
        long[] runs = firstTables[level];
        for (int i = 0; i < runs.length; i += 2) {
            if (position >= runs[i] && position <= runs[i + 1]) {
                return numbers[level][i / 2] + (int) (position - runs[i]);
            }
        }
        return -1;
    }

    /** The level of table {@code number}'s entries. */
    public int level(int number) {
        return levels[number];
    }

    /** The first gfn that table {@code number} covers. */
    public long base(int number) {
        return bases[number];
    }
}
