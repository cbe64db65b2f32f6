package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.RangeRef;
import java.util.ArrayList;
import java.util.List;

/** Smaller numbers, and lists without one of their elements. */
final class Less {
    private Less() {}

    /** Numbers from 1 on that are less than {@code n}, few of them: 1, then nearer and nearer to it, up to one less. */
    static List<Long> than(long n) {
        List<Long> numbers = new ArrayList<>();
        if (n > 1) {
            numbers.add(1L);
        }
        for (long off = n / 2; off >= 1; off /= 2) {
            if (n - off > 1) {
                numbers.add(n - off);
            }
        }
        return numbers;
    }

    /** Ranges from the same gfn with fewer pages. */
    static List<RangeRef> than(RangeRef range) {
        List<RangeRef> ranges = new ArrayList<>();
        for (long pages : than(range.pages())) {
            ranges.add(new RangeRef(range.gfn(), pages == 1 ? null : Num.decimal(pages), range.at()));
        }
        return ranges;
    }

    static <T> List<T> without(List<T> list, int index) {
        List<T> less = new ArrayList<>(list);
        less.remove(index);
        return less;
    }

    static <T> List<T> with(List<T> list, int index, T element) {
        List<T> other = new ArrayList<>(list);
        other.set(index, element);
        return other;
    }
}
