package dev.seamstress.explore;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Listens to a run and tells of each step whose code made it.
 *
 * <p>A step of the MMU is KVM's. A vCPU's step is the guest's if it was in guest mode before, or if an operation of its
 * column begins in it; else KVM's. A step of another column is userspace's if an operation begins in it, and while it
 * sends a signal; else KVM's. The TDX module does what it is called for, so its steps are those of whoever called. Who
 * only waits for something in the script makes steps of the script.
 */
final class StepMakers implements TraceSink {
    private static final int NONE = -1;

    private final List<ColumnScript> columns;
    private final List<Operation> operations = new ArrayList<>();
    private final int mmu;
    private final int module;
    private final Phase[] phases;
    private final int[] current;
    private final Blame[] callers;
    private final List<Blame> makers = new ArrayList<>();
    private final List<Integer> actors = new ArrayList<>();

    private boolean isSharedFetch;

    /** Where a vCPU is. */
    private enum Phase {
        OUTSIDE,
        /** VP.ENTER is called. */
        ENTERING,
        INSIDE
    }

    StepMakers(World world) {
        ResolvedScenario scenario = world.scenario();
        columns = scenario.columns();
        columns.forEach(column -> operations.addAll(column.operations()));
        mmu = columns.size();
        module = world.tdxMemory().isPresent() ? mmu + 1 : NONE;
        phases = new Phase[columns.size()];
        Arrays.fill(phases, Phase.OUTSIDE);
        current = new int[columns.size()];
        Arrays.fill(current, NONE);
        callers = new Blame[columns.size()];
        Arrays.fill(callers, Blame.KVM);
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        actors.add(to);
        makers.add(maker(from, to));
        if (to < columns.size() && phases[to] == Phase.ENTERING) {
            phases[to] = Phase.INSIDE;
        }
    }

    private Blame maker(int from, int actor) {
        if (actor >= columns.size()) {
            return actor == mmu ? Blame.KVM : actor == module ? caller(from) : Blame.SCRIPT;
        }
        if (isWaiting(actor)) {
            return Blame.SCRIPT;
        }
        if (isVcpu(actor)) {
            return phases[actor] == Phase.INSIDE ? Blame.GUEST : Blame.KVM;
        }
        boolean isSignal = current[actor] != NONE
                && operations.get(current[actor]).action().verb() == Verb.SIGNAL;
        return isSignal ? Blame.USERSPACE : Blame.KVM;
    }

    private Blame caller(int from) {
        return from < columns.size() ? callers[from] : Blame.MODULE;
    }

    private boolean isVcpu(int column) {
        return columns.get(column).id().kind() == ColumnKind.P;
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        if (to == module && from < columns.size() && from == actors.get(step)) {
            Blame inKernel = isVcpu(from) ? Blame.KVM : makers.get(step);
            callers[from] = phases[from] == Phase.INSIDE ? Blame.GUEST : inKernel;
        }
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        isSharedFetch |= event == Event.BUG_ON && a == BugOn.SHARED_FETCH.ordinal();
        if (actor >= columns.size()) {
            return;
        }
        if (event == Event.KVM_ENTRY) {
            phases[actor] = module == NONE ? Phase.INSIDE : Phase.ENTERING;
        } else if (event == Event.KVM_EXIT) {
            phases[actor] = Phase.OUTSIDE;
        } else if (event == Event.OPERATION_END) {
            current[actor] = NONE;
        } else if (event == Event.OPERATION_BEGIN) {
            current[actor] = (int) a;
            if (!isWaiting(actor)) {
                makers.set(makers.size() - 1, isVcpu(actor) ? Blame.GUEST : Blame.USERSPACE);
            }
        }
    }

    /** True if KVM has found that the guest fetches instructions from shared memory. */
    boolean isSharedFetch() {
        return isSharedFetch;
    }

    /** Whose code made the step with that number. */
    Blame makerOf(int step) {
        return makers.get(step);
    }

    /** The columns, by their places, that make steps from {@code first} on. */
    List<Integer> columnsThatStepFrom(int first) {
        return actors.subList(first, actors.size()).stream()
                .filter(actor -> actor < columns.size())
                .distinct()
                .sorted()
                .toList();
    }

    /** True if the column is inside an operation that waits for something in the script. */
    boolean isWaiting(int column) {
        return current[column] != NONE && waits(operations.get(current[column]).action());
    }

    private static boolean waits(Action action) {
        if (action instanceof Action.Repeat repeat) {
            return repeat.actions().stream().allMatch(StepMakers::waits);
        }
        if (action instanceof Action.Loop loop) {
            return loop.actions().stream().allMatch(StepMakers::waits);
        }
        return action.verb() == Verb.WAIT || action.verb() == Verb.ON;
    }

    /** Who goes round in the column: the script's own {@code loop}, or KVM in one operation. */
    Blame whoGoesRound(int column) {
        boolean isLoop = current[column] != NONE
                && operations.get(current[column]).action().verb() == Verb.LOOP;
        return !isLoop ? Blame.KVM : isVcpu(column) ? Blame.GUEST : Blame.USERSPACE;
    }
}
