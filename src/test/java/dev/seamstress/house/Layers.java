package dev.seamstress.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The packages of the house and the arrows between them. An arrow includes everything that can be reached by it.
 *
 * <p>Shape: a layer is the name of a package below {@code dev.seamstress}, and the packages inside that one belong to
 * it; the longest name that fits decides. {@code core} stands for all layers of the core.
 */
final class Layers {
    static final String BASE = "dev.seamstress";

    private static final String[][] ARROWS = {
        {"core.addr"},
        {"core.model"},
        {"core.machine", "core.addr"},
        {"core.lock", "core.machine"},
        {"core.ept", "core.machine"},
        {"core.tdx", "core.machine", "core.model"},
        {"core.vm", "core.ept"},
        {"core.mmu", "core.lock", "core.ept", "core.tdx", "core.vm", "core.model"},
        {"core.thread", "core.mmu"},
        {"sched"},
        {"scenario", "core"},
        {"decode", "core", "scenario"},
        {"world", "core", "scenario"},
        {"trace", "core"},
        {"check", "world", "trace"},
        {"engine", "world", "check", "sched", "trace"},
        {"explore", "engine"},
        {"load", "engine"},
        {"actor", "world", "check", "sched", "trace"},
        {"cli", "explore", "load", "actor", "decode"},
    };

    private static final Map<String, List<String>> ARROWS_BY_LAYER = byLayer();

    private Layers() {}

    /** The layer that {@code packageName} belongs to, or the empty string if the house has no place for it. */
    static String of(String packageName) {
        String found = "";
        for (String layer : ARROWS_BY_LAYER.keySet()) {
            String root = BASE + "." + layer;
            boolean inside = packageName.equals(root) || packageName.startsWith(root + ".");
            if (inside && layer.length() > found.length()) {
                found = layer;
            }
        }
        return found;
    }

    /** What {@code layer} may use, itself included. */
    static TreeSet<String> reachableFrom(String layer) {
        TreeSet<String> reachable = new TreeSet<>();
        reach(layer, reachable);
        return reachable;
    }

    private static void reach(String layer, TreeSet<String> reachable) {
        if (reachable.add(layer)) {
            ARROWS_BY_LAYER.get(layer).forEach(target -> reach(target, reachable));
        }
    }

    private static Map<String, List<String>> byLayer() {
        Map<String, List<String>> arrows = new TreeMap<>();
        List<String> core = new ArrayList<>();
        for (String[] row : ARROWS) {
            arrows.put(row[0], new ArrayList<>());
            if (row[0].startsWith("core.")) {
                core.add(row[0]);
            }
        }
        for (String[] row : ARROWS) {
            for (String target : List.of(row).subList(1, row.length)) {
                arrows.get(row[0]).addAll(target.equals("core") ? core : List.of(target));
            }
        }
        return arrows;
    }
}
