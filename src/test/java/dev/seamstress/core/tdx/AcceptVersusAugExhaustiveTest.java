package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: what can come of an ACCEPT, two AUGs of its entry and one beside it, in all orders of their steps; and that
 * every order ends with all locks free and pages accounted for. Method: each order is played from the start on a module
 * of its own.
 */
@Tag("once")
final class AcceptVersusAugExhaustiveTest {
    private static final int GUEST = 0;
    private static final int[] HOSTS = {5, 6, 7};
    private int orders;

    @Test
    void in1501AMismatchAtTheSameLevelIsPossible() {
        assertThat(outcomes(ModuleVariant.V1_5_01))
                .containsExactly(
                        "ACCEPT MISMATCH|0 -> PENDING",
                        "ACCEPT MISMATCH|0 -> PENDING+hp",
                        "ACCEPT OPERAND_BUSY|RCX -> PENDING",
                        "ACCEPT SUCCESS -> MAPPED",
                        "EXIT -> FREE+hp",
                        "EXIT -> PENDING");
        assertThat(orders).isGreaterThan(400);
    }

    @Test
    void withTheSampleTakenUnderTheLockItIsNot() {
        assertThat(outcomes(ModuleVariant.V1_5_01.without(ModuleSwitch.ACCEPT_STALE_LEAF_BIT)))
                .containsExactly(
                        "ACCEPT OPERAND_BUSY|RCX -> PENDING",
                        "ACCEPT SUCCESS -> MAPPED",
                        "EXIT -> FREE+hp",
                        "EXIT -> PENDING");
    }

    @Test
    void withoutTheLockOnFreeEntriesAnAugIsNeverRefusedByAccept() {
        ModuleVariant later = ModuleVariant.V1_5_01
                .without(ModuleSwitch.ACCEPT_LOCKS_ANY)
                .without(ModuleSwitch.ACCEPT_STALE_LEAF_BIT);
        assertThat(outcomes(later, ModuleUse.WITHOUT_ZAPS))
                .containsExactly("ACCEPT SUCCESS -> MAPPED", "EXIT -> PENDING");
        assertThat(outcomes(later))
                .as("the second AUG holds the entry until it returns its failure")
                .containsExactly("ACCEPT OPERAND_BUSY|RCX -> PENDING", "ACCEPT SUCCESS -> MAPPED", "EXIT -> PENDING");
    }

    private SortedSet<String> outcomes(ModuleVariant variant) {
        return outcomes(variant, ModuleUse.ANY);
    }

    private SortedSet<String> outcomes(ModuleVariant variant, ModuleUse use) {
        SortedSet<String> outcomes = new TreeSet<>();
        orders = 0;
        extend(() -> new Run(variant, use), new ArrayList<>(), outcomes);
        return outcomes;
    }

    /** Plays {@code order}, and every order that continues it. */
    private void extend(Supplier<Run> start, List<Integer> order, SortedSet<String> outcomes) {
        Run run = start.get();
        order.forEach(run::step);
        boolean isOver = true;
        for (int lp : new int[] {GUEST, HOSTS[0], HOSTS[1], HOSTS[2]}) {
            if (!run.isDone(lp)) {
                isOver = false;
                order.add(lp);
                extend(start, order, outcomes);
                order.remove(order.size() - 1);
            }
        }
        if (isOver) {
            orders++;
            outcomes.add(run.outcome());
        }
    }

    /** One order of steps: a step begins a call that has not begun, or takes it one step on. */
    private static final class Run {
        private final TdxRig rig;
        private final boolean[] hasBegun = new boolean[TdxRig.LPS];

        Run(ModuleVariant variant, ModuleUse use) {
            rig = TdxRig.of(variant, OpState.RUNNABLE, use, TdxRig::tables);
            rig.enter(GUEST);
        }

        void step(int lp) {
            if (hasBegun[lp]) {
                rig.step(lp);
                return;
            }
            hasBegun[lp] = true;
            if (lp == GUEST) {
                rig.beginAccept(lp, 0, TdxRig.X);
            } else {
                rig.beginAug(lp, lp == HOSTS[2] ? TdxRig.Y : TdxRig.X, TdxRig.PAGE + lp);
            }
        }

        boolean isDone(int lp) {
            return hasBegun[lp] && !rig.isInFlight(lp);
        }

        String outcome() {
            assertThat(rig.locksHeld()).isEmpty();
            assertThat(rig.view.isAtRest()).isTrue();
            assertThat(((Tdx.Return) rig.reply(HOSTS[2])).status()).isZero();
            long pages = 0;
            for (int i = 0; i < 2; i++) {
                boolean isGiven = ((Tdx.Return) rig.reply(HOSTS[i])).status() == 0;
                pages += isGiven ? 1 : 0;
                assertThat(rig.view.pamtType(TdxRig.PAGE + HOSTS[i])).isEqualTo(isGiven ? PamtType.REG : PamtType.NDA);
                assertThat(rig.view.pfn(0, TdxRig.X) == TdxRig.PAGE + HOSTS[i]).isEqualTo(isGiven);
            }
            assertThat(rig.view.childCount()).isEqualTo(3 + 1 + pages);
            Message reply = rig.reply(GUEST);
            boolean isInGuest = reply instanceof Tdx.GuestReturn;
            assertThat(rig.view.refcount(1)).isEqualTo(isInGuest ? 1 : 0);
            return told(reply) + " -> " + rig.state(0, TdxRig.X) + (rig.hasHostPriority(0, TdxRig.X) ? "+hp" : "");
        }

        private static String told(Message reply) {
            return reply instanceof Tdx.GuestReturn toGuest
                    ? "ACCEPT " + TdxStatus.name(toGuest.status()).replace("PAGE_SIZE_", "")
                    : "EXIT";
        }
    }
}
