package dev.seamstress.explore;

import dev.seamstress.sched.Strategy;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Many walks, by several workers.
 *
 * <p>Shape: schedules are numbered from 0, and {@link #CHUNK} of them are one worker's at a time. Chunks are taken into
 * account in the order of their numbers, up to the first in which enough is found, so what comes out depends neither on
 * the number of workers nor on who is faster.
 */
final class Walks {
    private static final int CHUNK = 256;
    private static final int CHUNKS_AT_ONCE = 16;

    private final Supplier<World> worlds;
    private final Supplier<Findings> wanted;
    private final LongFunction<Strategy> strategies;
    private final Limits limits;
    private final int workers;
    private final WalksUnderWay underWay;
    private final Findings findings;
    private final Outcomes outcomes = new Outcomes();
    private final Coverage coverage = new Coverage();
    private boolean[] isWitnessed;
    private long schedules;
    private long steps;
    private long cut;

    /** {@code strategies} gives each schedule who makes its choices; it is called by several threads. */
    Walks(
            Supplier<World> worlds,
            Supplier<Findings> wanted,
            LongFunction<Strategy> strategies,
            Limits limits,
            int workers) {
        this.worlds = worlds;
        this.wanted = wanted;
        this.strategies = strategies;
        this.limits = limits;
        this.workers = workers;
        this.underWay = new WalksUnderWay(limits.watch());
        this.findings = wanted.get();
    }

    /** Walks until {@code most} schedules are walked, enough is found, or a limit is met. */
    SearchEnd walk(long most) {
        try (InOrder pool = new InOrder(workers)) {
            for (long first = 0; first < most; first += (long) CHUNK * CHUNKS_AT_ONCE) {
                SearchEnd end = underWay.look();
                if (end != null) {
                    return end;
                }
                for (Walker walker : batch(pool, first, most)) {
                    take(walker);
                    if (findings.areEnough()) {
                        return SearchEnd.FOUND;
                    } else if (walker.stopped() != null) {
                        return walker.stopped();
                    }
                }
            }
            return SearchEnd.SCHEDULES;
        }
    }

    private List<Walker> batch(InOrder pool, long first, long most) {
        List<Callable<Walker>> chunks = new ArrayList<>();
        for (int i = 0; i < CHUNKS_AT_ONCE; i++) {
            long from = first + (long) i * CHUNK;
            long to = Math.min(from + CHUNK, most);
            if (from < to) {
                chunks.add(() -> chunk(from, to));
            }
        }
        return pool.all(chunks);
    }

    private Walker chunk(long from, long to) {
        Walker walker = new Walker(worlds.get(), wanted.get(), limits.depth(), underWay);
        walker.walk(from, to, strategies);
        return walker;
    }

    private void take(Walker walker) {
        schedules += walker.schedules();
        steps += walker.steps();
        cut += walker.cut();
        outcomes.addAll(walker.judge().outcomes());
        coverage.addAll(walker.judge().coverage());
        walker.findings().list().forEach(findings::add);
        isWitnessed = walker.judge().witnessesWith(isWitnessed);
    }

    Findings findings() {
        return findings;
    }

    Coverage coverage() {
        return coverage;
    }

    Outcomes outcomes() {
        return outcomes;
    }

    /** True if a walk has witnessed the {@code sometimes}. */
    boolean isWitnessed(int claim) {
        return isWitnessed != null && isWitnessed[claim];
    }

    Exploration.WalkCount count() {
        return new Exploration.WalkCount(schedules, steps, cut, limits.depth());
    }
}
