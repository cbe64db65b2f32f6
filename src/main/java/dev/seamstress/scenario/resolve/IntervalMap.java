package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.GfnRange;
import java.util.Map;
import java.util.TreeMap;

/** Ranges of gfns with a value each, kept apart; a range that meets another value is refused with its owner. */
final class IntervalMap<T> {
    private record Node<T>(long endExclusive, String value, T owner) {}

    private final TreeMap<Long, Node<T>> nodes = new TreeMap<>();

    /** Gives {@code range} the value, except where it has it; or the owner of another value on one of its gfns. */
    T put(GfnRange range, String value, T owner) {
        long start = range.start().value();
        long end = range.endExclusive().value();
        T conflict = other(range, value);
        if (conflict != null) {
            return conflict;
        }
        long gap = start;
        Map.Entry<Long, Node<T>> before = nodes.floorEntry(start);
        if (before != null && before.getValue().endExclusive() > start) {
            gap = before.getValue().endExclusive();
        }
        while (gap < end) {
            Map.Entry<Long, Node<T>> next = nodes.ceilingEntry(gap);
            long gapEnd = next == null ? end : Math.min(end, next.getKey());
            if (gap < gapEnd) {
                nodes.put(gap, new Node<>(gapEnd, value, owner));
            }
            gap = next == null ? end : Math.max(gapEnd, next.getValue().endExclusive());
        }
        return null;
    }

    /** The owner of a value other than {@code value} on a gfn of {@code range}, or null. */
    T other(GfnRange range, String value) {
        Map.Entry<Long, Node<T>> before = nodes.floorEntry(range.start().value());
        if (before != null
                && before.getValue().endExclusive() > range.start().value()
                && !before.getValue().value().equals(value)) {
            return before.getValue().owner();
        }
        for (Node<T> node : nodes.subMap(
                        range.start().value(), range.endExclusive().value())
                .values()) {
            if (!node.value().equals(value)) {
                return node.owner();
            }
        }
        return null;
    }

    /** Whether every gfn of {@code range} has the value. */
    boolean covers(GfnRange range, String value) {
        long gfn = range.start().value();
        while (gfn < range.endExclusive().value()) {
            Map.Entry<Long, Node<T>> node = nodes.floorEntry(gfn);
            if (node == null
                    || node.getValue().endExclusive() <= gfn
                    || !node.getValue().value().equals(value)) {
                return false;
            }
            gfn = node.getValue().endExclusive();
        }
        return true;
    }
}
