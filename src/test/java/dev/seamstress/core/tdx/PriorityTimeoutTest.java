package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: when a guest that host priority refuses may leave by HP_LOCK_TIMEOUT. Method: an entry with the host's claim on
 * it, and ACCEPTs whose coin falls as a test wants.
 */
final class PriorityTimeoutTest {
    private static final ModuleUse TIMED = ModuleUse.ANY.with(new ModuleUse.Live(false, true));
    private static final Tdx.GuestReturn BUSY = new Tdx.GuestReturn(0x8000020000000001L);
    private TdxRig rig;

    @BeforeEach
    void live() {
        rig = claimed(ModuleVariant.V1_5_01, TIMED);
    }

    /** vCPUs 0 and 1 are in the guest, and the host has a claim on the entry of X. */
    private static TdxRig claimed(ModuleVariant variant, ModuleUse use) {
        TdxRig rig = TdxRig.of(variant, OpState.RUNNABLE, use, TdxRig::tables);
        rig.enter(0);
        rig.enter(1);
        claim(rig);
        return rig;
    }

    private static void claim(TdxRig rig) {
        rig.memory.write(rig.layout.entry(0, TdxRig.X), SeptEntry.withHostPriority(SeptEntry.FREE));
    }

    /** An ACCEPT up to the toss, or its answer. */
    private void tryAccept(int lp) {
        rig.beginAccept(lp, 0, TdxRig.X);
        rig.step(lp);
    }

    private boolean isTossed() {
        return rig.hasTails();
    }

    private Message heads() {
        rig.step(0);
        rig.tails();
        return rig.reply(0);
    }

    private Message tails() {
        rig.tails();
        rig.step(0);
        return rig.reply(0);
    }

    private void refusedOnce() {
        tryAccept(0);
        assertThat(rig.reply(0)).isEqualTo(BUSY);
    }

    @Test
    void theFirstRefusalStartsTheClock() {
        tryAccept(0);
        assertThat(isTossed()).isFalse();
        assertThat(rig.reply(0)).isEqualTo(BUSY);
    }

    @Test
    void theSecondMayBeInTime() {
        refusedOnce();
        tryAccept(0);
        assertThat(isTossed()).isTrue();
        assertThat(heads()).isEqualTo(BUSY);
        assertThat(rig.view.tdrHolders()).isEqualTo(2);
        tryAccept(0);
        assertThat(isTossed()).as("the row goes on").isTrue();
    }

    @Test
    void orTooLateWhichIsATdExit() {
        refusedOnce();
        tryAccept(0);
        rig.traced.clear();
        assertThat(tails()).isEqualTo(new Tdx.PriorityTimeout());
        assertThat(rig.view.tdrHolders()).isEqualTo(1);
        assertThat(rig.view.isInCall(0)).isFalse();
        assertThat(rig.hasHostPriority(0, TdxRig.X)).isTrue();
        List<TdxRig.Traced> done = rig.traced(Event.SEAMCALL_DONE);
        assertThat(done).hasSize(1);
        assertThat(done.get(0).d()).isEqualTo(0x9000020500000000L);
        assertThat(rig.traced(Event.SEAMCALL_BUSY)).isEmpty();
    }

    @Test
    void afterTheExitTheClockStartsAnew() {
        refusedOnce();
        tryAccept(0);
        tails();
        rig.enter(0);
        tryAccept(0);
        assertThat(isTossed()).isFalse();
    }

    @Test
    void aCallThatEndsOtherwiseStopsTheClock() {
        refusedOnce();
        rig.set(SeptState.PENDING, 0, TdxRig.Y, TdxRig.PAGE);
        assertThat(rig.accept(0, 0, TdxRig.Y)).isEqualTo(new Tdx.GuestReturn(0));
        tryAccept(0);
        assertThat(isTossed()).isFalse();
    }

    @Test
    void soDoesAnExitByIt() {
        refusedOnce();
        assertThat(rig.accept(0, 0, TdxRig.Z)).isInstanceOf(Tdx.EptViolation.class);
        rig.enter(0);
        tryAccept(0);
        assertThat(isTossed()).isFalse();
    }

    @Test
    void anInterruptDoesNot() {
        refusedOnce();
        rig.leaveByInterrupt(new Tdx.Entered(false, 1));
        rig.enter(0);
        tryAccept(0);
        assertThat(isTossed()).isTrue();
    }

    @Test
    void eachVcpuHasItsOwnClock() {
        refusedOnce();
        tryAccept(1);
        assertThat(isTossed()).isFalse();
        assertThat(rig.reply(1)).isEqualTo(BUSY);
    }

    @Test
    void aLockThatAGuestHoldsIsNoMatterOfPriority() {
        rig.set(SeptState.FREE, 0, TdxRig.X, 0);
        rig.beginAccept(1, 0, TdxRig.X);
        rig.step(1);
        refusedOnce();
        refusedOnce();
    }

    @Test
    void whatAHostTakesBackIsNoReasonToWait() {
        refusedOnce();
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE).status()).isZero();
        assertThat(rig.accept(0, 0, TdxRig.X)).isEqualTo(new Tdx.GuestReturn(0));
    }

    @Test
    void nothingElapsesUnlessItIsAskedFor() {
        rig = claimed(ModuleVariant.V1_5_01, ModuleUse.ANY);
        refusedOnce();
        refusedOnce();
    }

    @Test
    void norInAModuleWithoutIt() {
        rig = claimed(ModuleVariant.V1_5_01.without(ModuleSwitch.HP_TIMEOUT), TIMED);
        refusedOnce();
        refusedOnce();
    }
}
