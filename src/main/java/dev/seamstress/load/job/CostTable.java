package dev.seamstress.load.job;

import dev.seamstress.core.model.Costs;
import dev.seamstress.load.random.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** How long each thing takes, and where that is from. Immutable; every {@link Cost} and {@link Costs.Kind} is there. */
public final class CostTable {
    /** The source of a cost that a job sets. */
    public static final String OF_THE_JOB = "set by the job";

    private final TreeMap<String, Entry> entries;

    CostTable(TreeMap<String, Entry> entries) {
        this.entries = new TreeMap<>(entries);
    }

    /** A cost; {@code source}: where the number is from, or the word assumption, on one line. */
    public record Entry(Distribution time, String source) {}

    /** All keys, sorted. */
    public static List<String> keys() {
        TreeMap<String, Boolean> keys = new TreeMap<>();
        for (Cost cost : Cost.values()) {
            keys.put(cost.key(), true);
        }
        for (Costs.Kind kind : Costs.Kind.values()) {
            keys.put(Cost.key(kind), true);
        }
        return new ArrayList<>(keys.keySet());
    }

    public Distribution of(Cost cost) {
        return entries.get(cost.key()).time();
    }

    public Distribution of(Costs.Kind kind) {
        return entries.get(Cost.key(kind)).time();
    }

    public Entry entry(String key) {
        return entries.get(key);
    }

    /** The same with these in place of those of the same keys. */
    CostTable with(TreeMap<String, Entry> others) {
        TreeMap<String, Entry> all = new TreeMap<>(entries);
        all.putAll(others);
        return new CostTable(all);
    }

    /** The keys that have no entry. */
    List<String> missing() {
        return keys().stream().filter(key -> !entries.containsKey(key)).toList();
    }
}
