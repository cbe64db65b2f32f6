package dev.seamstress.explore;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Counts the states that are left if those that differ by an exchange of vCPUs are one, without looking into any.
 *
 * <p>An exchange of vCPUs is done to the schedule: each permutation has an engine of its own, which makes each step for
 * the vCPUs that the permutation puts in place of others. What it comes to is the exchanged state, however the model
 * names its parts. The smallest of the fingerprints of all these engines, which merge nothing, names the orbit.
 *
 * <p>If the model treats vCPUs in the order of their numbers, some engine cannot make the step or breaks another rule:
 * then there is no such symmetry, and that is the result.
 */
final class Orbits {
    private final List<int[]> renamings = new ArrayList<>();
    private final List<Subject> subjects = new ArrayList<>();
    private final Subject merging;
    private final StateNumbers seen = new StateNumbers();
    private final Map<Long, Long> classOfOrbit = new TreeMap<>();
    private final Map<Long, Long> orbitOfClass = new TreeMap<>();
    private final List<int[]> marks = new ArrayList<>();
    private final List<Integer> next = new ArrayList<>();
    private String offence;

    private Orbits(Supplier<Subject> plain, Subject merging, Blocks blocks) {
        this.merging = merging;
        int[] identity = new int[blocks.machines()];
        for (int i = 0; i < identity.length; i++) {
            identity[i] = i;
        }
        permute(blocks, identity, 0);
        renamings.forEach(renaming -> subjects.add(plain.get()));
    }

    /** Adds {@code renaming} with the machines of the blocks from {@code block} on exchanged in every way. */
    private void permute(Blocks blocks, int[] renaming, int block) {
        if (block == blocks.count()) {
            renamings.add(renaming);
            return;
        }
        for (int other = block; other < blocks.count(); other++) {
            if (blocks.firstOf(other) == blocks.firstOf(block)) {
                int[] swapped = renaming.clone();
                int a = blocks.member(block).machine();
                int b = blocks.member(other).machine();
                swapped[a] = renaming[b];
                swapped[b] = renaming[a];
                permute(blocks, swapped, block + 1);
            }
        }
    }

    /**
     * What was found.
     *
     * @param states how many there are
     * @param orbits how many are left
     * @param offence why exchanges are not right, or how the merging engine differs from the orbits; or null
     */
    record Result(int states, int orbits, String offence) {}

    /** {@code plain} makes subjects of one world that merge nothing; {@code merging} is one that does. */
    static Result of(Supplier<Subject> plain, Subject merging) {
        Blocks blocks = merging.engine().exchanges().orElseThrow().blocks();
        return new Orbits(plain, merging, blocks).search();
    }

    private Engine engine() {
        return subjects.get(0).engine();
    }

    private Result search() {
        seen.number(engine().fingerprint());
        enter();
        while (!next.isEmpty() && offence == null) {
            int top = next.size() - 1;
            int channel = engine().nextChannel(next.get(top));
            if (channel < 0) {
                next.remove(top);
                undo(marks.remove(top));
                continue;
            }
            next.set(top, channel + 1);
            int[] before = marks();
            if (step(channel) && isNew()) {
                enter(before);
            } else {
                undo(before);
            }
        }
        return new Result(seen.size(), classOfOrbit.size(), offence);
    }

    private boolean isNew() {
        int count = seen.size();
        return seen.number(engine().fingerprint()) == count;
    }

    private void enter() {
        enter(marks());
    }

    private void enter(int[] before) {
        marks.add(before);
        next.add(subjects.get(0).brokenByState() == null ? 0 : Integer.MAX_VALUE);
        long orbit = Long.MAX_VALUE;
        for (Subject subject : subjects) {
            orbit = Math.min(orbit, subject.engine().fingerprint());
        }
        long merged = merging.engine().fingerprint();
        Long knownClass = classOfOrbit.putIfAbsent(orbit, merged);
        Long knownOrbit = orbitOfClass.putIfAbsent(merged, orbit);
        if (knownClass != null && knownClass != merged) {
            offence = "an exchange changes the fingerprint";
        } else if (knownOrbit != null && knownOrbit != orbit) {
            offence = "states are merged that no exchange makes alike";
        }
    }

    /** Makes the step in all engines; false if it breaks a rule. */
    private boolean step(int channel) {
        int from = engine().sender(channel);
        int to = engine().receiver(channel);
        merging.step(channel);
        String broken = null;
        for (int i = 0; i < subjects.size(); i++) {
            Engine each = subjects.get(i).engine();
            int renamed = each.channel(renamings.get(i)[from], renamings.get(i)[to]);
            if (each.nextChannel(renamed) != renamed) {
                offence = "a vCPU cannot do what the one can whose place it has taken";
                return false;
            }
            subjects.get(i).step(renamed);
            Rule rule = subjects.get(i).brokenByStep();
            String name = (rule == null ? "" : rule.name()) + subjects.get(i).isProgress();
            if (broken != null && !broken.equals(name)) {
                offence = "an exchange changes what is broken: " + broken + ", " + name;
            }
            broken = name;
        }
        return subjects.get(0).brokenByStep() == null;
    }

    private int[] marks() {
        int[] all = new int[subjects.size() + 1];
        for (int i = 0; i < subjects.size(); i++) {
            all[i] = subjects.get(i).engine().mark();
        }
        all[subjects.size()] = merging.engine().mark();
        return all;
    }

    private void undo(int[] to) {
        for (int i = 0; i < subjects.size(); i++) {
            subjects.get(i).engine().undo(to[i]);
        }
        merging.engine().undo(to[subjects.size()]);
    }
}
