package dev.seamstress.cli;

import dev.seamstress.actor.RunResult;
import dev.seamstress.check.ClaimChecker;
import dev.seamstress.check.KvmBugs;
import dev.seamstress.check.Offence;
import dev.seamstress.check.invariant.InvariantChecker;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.trace.Recording;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.EntryPlaces;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.List;
import java.util.function.IntFunction;

/** Everybody who listens to a run: the recording, the digest, the claims, the invariants. */
final class RunWatcher implements TraceSink {
    private static final int RECORDED_MAX = 2_000_000;

    private final Recording recording;
    private final DigestSink digest = new DigestSink();
    private final WorldView view;
    private final ClaimChecker claims;
    private final InvariantChecker invariants;
    private final KvmBugs bugs;
    private List<Offence> offences = List.of();
    private boolean isBugged;

    /** Watches a run whose words are in {@code memory}; {@code machines} gives a machine by its id, as it is now. */
    RunWatcher(World world, SharedMemory memory, IntFunction<Machine> machines) {
        this.recording = new Recording(RECORDED_MAX, new EntryPlaces(world)::isEntry);
        this.view = world.view(memory, machines);
        this.claims = new ClaimChecker(world.scenario().claims(), view);
        this.invariants = new InvariantChecker(world, memory, machines);
        this.bugs = new KvmBugs(world.scenario());
    }

    /** For drivers that run the world's own machines and never take steps back. */
    static RunWatcher of(World world, SharedMemory memory) {
        return new RunWatcher(world, memory, world.assembly().machines()::get);
    }

    /** A hash of what was told so far. */
    long told() {
        return digest.digest();
    }

    /** True if the last step broke an invariant: the run has to stop. */
    boolean isBroken() {
        return !offences.isEmpty();
    }

    /** How the run came out. Requires: it is over. */
    RunOutcome outcome(World world, RunResult result) {
        RunOutcome unfinished = outcomeNow(world, result);
        if (unfinished.end() != RunOutcome.End.FINAL) {
            return unfinished;
        }
        claims.ended((int) result.steps() - 1);
        return outcomeNow(world, result);
    }

    private RunOutcome outcomeNow(World world, RunResult result) {
        return new RunOutcome(world, result, view, recording, claims.outcomes(), offences, isBugged, digest.digest());
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        recording.delivered(step, from, to, message);
        digest.delivered(step, from, to, message);
        invariants.delivered(step, from, to, message);
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        recording.sent(step, from, to, message);
        digest.sent(step, from, to, message);
        invariants.sent(step, from, to, message);
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        recording.event(step, actor, event, a, b, c, d);
        digest.event(step, actor, event, a, b, c, d);
        claims.event(actor, event, a, b, c, d);
        invariants.event(step, actor, event, a, b, c, d);
        isBugged |= bugs.is(event, b);
    }

    @Override
    public boolean wantsStores() {
        return true;
    }

    @Override
    public void stored(int step, int actor, long word, long old, long next) {
        recording.stored(step, actor, word, old, next);
        invariants.stored(step, actor, word, old, next);
    }

    @Override
    public void stepped(int step) {
        claims.stepped(step);
        invariants.stepped(step);
        if (invariants.isBroken()) {
            offences = invariants.offences(step);
        }
    }
}
