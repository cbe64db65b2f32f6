package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.world.Scene;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: nothing is proved but what was seen to its end. Method: each bound, met as early and as late as it can be; a
 * scenario that walks refute where the search may not see enough.
 */
class SearchBoundsTest {
    private static final Scene REFUTED = Scene.of("refuted", """
            TDX refuted
            { slot 1 = 0x100+8 gmem; x = 0x100; }
             P0         | P1         ;
             A: fault x | B: fault x ;
            sometimes (A = memfault)
            never (sept(x) = pending)
            """);

    private static final Scene ENDS = Scene.of("ends", """
            TDX ends
            { slot 1 = 0x100+8 gmem; x = 0x100; }
             P0      | P1      ;
             A: load | B: load ;
            finally (A = ok)
            """);

    private static Exhaustive search(Limits limits) {
        return new Exhaustive(new HandshakeSubject(new Handshake(2, 1, 1)), limits, Findings.any());
    }

    private static Explorer.Settings settings(Limits limits) {
        return Explorer.Settings.DEFAULT.withLimits(limits).withWalking(new Walking(64, 1, 1));
    }

    @Test
    void memoryIsAskedForBeforeItIsTaken() {
        Exhaustive all = search(Limits.NONE);
        assertThat(all.search()).isEqualTo(SearchEnd.EXHAUSTED);
        for (long bytes = 1; bytes < all.bytes(); bytes += all.bytes() / 7) {
            Exhaustive some = search(Limits.NONE.withBytes(bytes));
            assertThat(some.search()).as("%d bytes", bytes).isEqualTo(SearchEnd.MEMORY);
            assertThat(some.states()).isLessThan(all.states());
        }
    }

    /** The table is doubled when it is three quarters full, and old and new are there together for a moment. */
    @Test
    void whatGrowingTakesCountsBeforehand() {
        Exhaustive all = new Exhaustive(new HandshakeSubject(new Handshake(3, 1, 1)), Limits.NONE, Findings.any());
        assertThat(all.search()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(all.states()).isGreaterThan(4096 / 4 * 3);
        Exhaustive some = new Exhaustive(
                new HandshakeSubject(new Handshake(3, 1, 1)), Limits.NONE.withBytes(all.bytes()), Findings.any());
        assertThat(some.search()).isEqualTo(SearchEnd.MEMORY);
        assertThat(some.bytes()).isLessThan(all.bytes());
    }

    @ParameterizedTest
    @EnumSource(
            value = SearchEnd.class,
            names = {"TIME", "INTERRUPTED"})
    void whoeverWatchesEndsTheSearchAndSaysWhy(SearchEnd why) {
        for (int looks = 1; looks <= 2; looks++) {
            AtomicInteger left = new AtomicInteger(looks);
            Limits limits =
                    Limits.NONE.withWatch((states, transitions, depth) -> left.decrementAndGet() == 0 ? why : null);
            assertThat(search(limits).search()).isEqualTo(why);
            left.set(1);
            Exploration found = new Explorer(REFUTED::world, settings(limits)).explore();
            assertThat(found.end()).isEqualTo(why);
            assertThat(found.verdict()).isEqualTo(Exploration.Verdict.NOT_FOUND);
            assertThat(found.walks()).isEqualTo(Exploration.WalkCount.NONE);
            assertThat(found.unwitnessed()).containsExactly("sometimes#1");
        }
    }

    /** Each worker knows of its own walks alone: what it told went up and down. */
    @Test
    void whoeverWatchesWalksHearsOfTheSchedulesOfAllWorkers() {
        AtomicLong schedules = new AtomicLong();
        AtomicLong steps = new AtomicLong();
        Limits.Watch watch = new Limits.Watch() {
            @Override
            public SearchEnd look(long states, long transitions, int depth) {
                throw new AssertionError("a walk knows no states");
            }

            @Override
            public SearchEnd walked(long walked, long made) {
                schedules.accumulateAndGet(walked, Math::max);
                steps.accumulateAndGet(made, Math::max);
                return null;
            }
        };
        Exploration done = new Explorer(
                        ENDS::world,
                        Explorer.Settings.DEFAULT
                                .withWay(Way.RANDOM)
                                .withLimits(Limits.NONE.withWatch(watch))
                                .withWalking(new Walking(5000, 1, 2)))
                .explore();
        assertThat(done.walks().schedules()).isEqualTo(5000);
        assertThat(schedules.get()).isBetween(4990L, 5000L);
        assertThat(steps.get())
                .isBetween(done.walks().steps() * 99 / 100, done.walks().steps());
    }

    @Test
    void whereTheBoundIsMetWalksGoOnAndTellWhatTheyFind() {
        for (Limits few : List.of(Limits.NONE.withStates(3), Limits.NONE.withBytes(1))) {
            Exploration found = new Explorer(REFUTED::world, settings(few)).explore();
            assertThat(found.walks().schedules()).isPositive();
            assertThat(found.verdict()).isEqualTo(Exploration.Verdict.REFUTED);
            assertThat(found.finding().orElseThrow().rule().name()).isEqualTo("never#1");
        }
        Exploration cut = new Explorer(REFUTED::world, settings(Limits.NONE.withDepth(3))).explore();
        assertThat(cut.end()).isEqualTo(SearchEnd.DEPTH);
        assertThat(cut.verdict()).isEqualTo(Exploration.Verdict.NOT_FOUND);
        assertThat(cut.unwitnessed()).containsExactly("sometimes#1");
    }

    @Test
    void onlyWhatWasSeenToItsEndIsProved() {
        EnumSet<SearchEnd> proving = EnumSet.noneOf(SearchEnd.class);
        for (SearchEnd end : SearchEnd.values()) {
            Exploration nothing = new Exploration(
                    end,
                    List.of(),
                    List.of(),
                    Exploration.Size.NONE,
                    Exploration.WalkCount.NONE,
                    new Outcomes(),
                    new Coverage());
            if (nothing.verdict() == Exploration.Verdict.PROVED) {
                proving.add(end);
            }
        }
        assertThat(proving).containsExactly(SearchEnd.EXHAUSTED);
    }
}
