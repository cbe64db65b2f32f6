package dev.seamstress.check.invariant;

import dev.seamstress.check.Offence;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Follows a run step by step and tells which invariants the last step broke.
 *
 * <p>A verdict is one of a step and of the state that it led to. After a broken invariant the world is not one in which
 * the others must hold, so a run stops there. A KVM_BUG_ON comes first: of the step in which one fires, and of all
 * later ones, no invariant is told.
 *
 * <p>Requires: every step is told, in full. Who takes steps back also puts back {@link #monitors}; there is no other
 * memory.
 */
public final class InvariantChecker implements TraceSink {
    private final Dispatch dispatch;
    private final Monitors monitors;
    private final Look look;
    private final List<Found> found = new ArrayList<>();
    private boolean isVcpus;

    /** What a check found in the step that is just over. */
    private record Found(int number, String rule, String text) {}

    /**
     * All rules that hold in {@code world} and are not off; {@code machines} gives a machine of the run, by its id, as
     * it is now.
     */
    public InvariantChecker(World world, SharedMemory memory, IntFunction<Machine> machines) {
        this(world, memory, machines, Invariants.of(world));
    }

    /** Some rules only. */
    public InvariantChecker(World world, SharedMemory memory, IntFunction<Machine> machines, List<Invariant> rules) {
        this.dispatch = new Dispatch(rules);
        this.monitors = new Monitors(world);
        this.look = new Look(world, memory, machines, monitors);
    }

    /** The world is in its first state again. */
    public void reset() {
        monitors.reset();
        found.clear();
    }

    @Override
    public boolean wantsStores() {
        return true;
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        monitors.delivered(from, to, message);
        isVcpus = look.begin(to);
        if (!found.isEmpty()) {
            found.clear();
        }
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        monitors.sent(from, to, message);
    }

    @Override
    public void stored(int step, int actor, long word, long old, long next) {
        switch (look.stored(word, old, next)) {
            case RESIDENCE -> monitors.residenceStored(actor);
            case MIRROR, DIRECT -> monitors.spteStored(look.places().level(word), old, next);
            default -> {} // of all other words the rules remember nothing
        }
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        look.turnTo(event, a, b, c, d);
        Dispatch.Bound[] checks = dispatch.event(event);
        for (Dispatch.Bound bound : checks) {
            run(bound);
        }
        monitors.event(look, event, a, b, c, d);
    }

    @Override
    public void stepped(int step) {
        if (monitors.isBugged()) {
            found.clear();
            return;
        }
        look();
        monitors.stepped(look);
    }

    private void look() {
        StoreLog log = look.log();
        for (int i = 0; i < log.count(); i++) {
            look.turnTo(i);
            for (Dispatch.Bound bound : dispatch.store(log.group(i))) {
                run(bound);
            }
        }
        if (log.touched() != 0) {
            for (Dispatch.Bound bound : dispatch.touch()) {
                if ((bound.groups() & log.touched()) != 0) {
                    run(bound);
                }
            }
        }
        if (isVcpus) {
            for (Dispatch.Bound bound : dispatch.vcpuStep()) {
                run(bound);
            }
            if (look.hasEntered()) {
                for (Dispatch.Bound bound : dispatch.entry()) {
                    run(bound);
                }
            }
        }
        if (Quiescence.is(look)) {
            for (Dispatch.Bound bound : dispatch.rest()) {
                run(bound);
            }
        }
    }

    private void run(Dispatch.Bound bound) {
        String offence = bound.check().offence(look);
        if (offence != null) {
            found.add(new Found(bound.number(), bound.rule().name(), offence));
        }
    }

    /** True if the last step broke an invariant. */
    public boolean isBroken() {
        return !found.isEmpty();
    }

    /** What the last step broke, in the order of the rules; of each rule the first offence. */
    public List<Offence> offences(int step) {
        List<Offence> offences = new ArrayList<>();
        found.sort((a, b) -> Integer.compare(a.number(), b.number()));
        for (Found one : found) {
            boolean isNew = offences.isEmpty()
                    || !offences.get(offences.size() - 1).invariant().equals(one.rule());
            if (isNew) {
                offences.add(new Offence(one.rule(), step, one.text()));
            }
        }
        return offences;
    }

    /** All that the checker remembers from step to step. */
    public Monitors monitors() {
        return monitors;
    }
}
