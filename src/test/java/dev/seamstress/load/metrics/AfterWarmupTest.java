package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.load.demand.OpClass;
import org.junit.jupiter.api.Test;

/**
 * Goal: of what was under way when the warm-up was over, the part after it counts, and nothing else. Method: meters
 * that are reset in the middle of something.
 */
class AfterWarmupTest {
    private static final int READ = Grant.Mode.READ.ordinal();
    private static final int WRITE = Grant.Mode.WRITE.ordinal();

    @Test
    void aLevelGoesOnAsItWas() {
        Level level = new Level();
        level.set(0, 5);
        level.set(10, 3);
        level.reset(50);
        assertThat(level.peak()).isEqualTo(3);
        assertThat(level.rises()).isZero();
        level.set(75, 0);
        assertThat(level.average(100)).isCloseTo(1.5, within(1e-12));
        assertThat(level.share(100)).isCloseTo(0.25 * 2, within(1e-12));
        assertThat(level.peak()).isEqualTo(3);
    }

    /** One message is dealt with from 40 to 70, one from 80 to 90. */
    @Test
    void anActorIsBusyFromThenOn() {
        Mailbox box = new Mailbox();
        box.took(0, 0, 20);
        box.reset(50);
        box.took(30, 40, 70);
        box.took(75, 80, 90);
        assertThat(box.services().sum()).isEqualTo(30);
        assertThat(box.waits().sum()).isEqualTo(15);
        assertThat(box.waits().count()).isEqualTo(2);
    }

    /** The first thread from 2 to 8, from 10 to 70 and again from 90 on, another one from 20 on. */
    @Test
    void theBusiestThreadIsBusyFromThenOn() {
        ThreadMeter threads = new ThreadMeter(new Rows(2), 0, 2);
        threads.begins(0, 2);
        threads.ends(0, 8);
        threads.begins(0, 10);
        threads.reset(50);
        threads.ends(0, 70);
        assertThat(threads.most(80)).isEqualTo(20);
        threads.begins(0, 90);
        assertThat(threads.most(100)).isEqualTo(30);
        ThreadMeter still = new ThreadMeter(new Rows(1), 0, 1);
        still.begins(0, 20);
        still.reset(50);
        assertThat(still.most(100)).isEqualTo(50);
    }

    /** Who finds the lock free has waited for its word only; who comes while it is held is contended. */
    @Test
    void whoHadToWaitInTheQueueIsToldFromWhoHadNot() {
        Rows rows = new Rows(2);
        LockMeter lock = new LockMeter(KernelLock.MMU_LOCK.number(), rows, new Losses(rows), () -> 0);
        lock.requested(0, 5);
        lock.queued(0, 10, 5);
        lock.granted(0, READ, 10);
        lock.requested(1, 20);
        lock.queued(1, 20, 0);
        lock.released(0, READ, 60);
        lock.granted(1, WRITE, 60);
        lock.released(1, WRITE, 90);
        assertThat(lock.contended(Grant.Mode.READ)).isZero();
        assertThat(lock.contended(Grant.Mode.WRITE)).isOne();
        assertThat(lock.waits(Grant.Mode.READ).sum()).isEqualTo(5);
        assertThat(lock.waits(Grant.Mode.WRITE).sum()).isEqualTo(40);
        assertThat(lock.holds(Grant.Mode.READ).sum()).isEqualTo(50);
        assertThat(lock.holders(Grant.Mode.READ).share(100)).isCloseTo(0.5, within(1e-12));
        lock.reset(100);
        assertThat(lock.contended(Grant.Mode.WRITE)).isZero();
        assertThat(lock.waits(Grant.Mode.WRITE).count()).isZero();
    }

    /** From 10 to 100, two pages before it and one after: as long and as many as an operation is from its beginning. */
    @Test
    void aDestructionThatIsUnderWayIsAWholeOne() {
        DestroyMeter destroyed = new DestroyMeter(new Rows(2));
        destroyed.begun(1, OpClass.DESTROY, 2);
        destroyed.cleared(1);
        destroyed.ended(1, OpClass.DESTROY, 8);
        destroyed.begun(0, OpClass.DESTROY, 10);
        destroyed.cleared(0);
        destroyed.cleared(0);
        destroyed.cleared(1);
        destroyed.reset();
        destroyed.cleared(0);
        destroyed.ended(0, OpClass.DESTROY, 100);
        assertThat(destroyed.pages()).isEqualTo(3);
        assertThat(destroyed.withKeyNs()).isEqualTo(90);
        assertThat(destroyed.done()).isEqualTo(5);
        destroyed.begun(1, OpClass.DESTROY, 110);
        destroyed.ended(1, OpClass.DESTROY, 120);
        assertThat(destroyed.pages()).as("of two, of which one had none").isEqualTo(1.5);
    }

    /** One waits from 20 to 60 for a lock that is held for read meanwhile. */
    @Test
    void aWaitIsLostFromThenOn() {
        Rows rows = new Rows(2);
        Losses losses = new Losses(rows);
        int[] waiting = {0};
        LockMeter lock = new LockMeter(KernelLock.MMU_LOCK.number(), rows, losses, () -> waiting[0]);
        lock.queued(0, 10, 0);
        lock.granted(0, READ, 10);
        lock.queued(1, 20, 0);
        waiting[0] = 1;
        lock.look(20);
        losses.reset();
        lock.reset(50);
        lock.released(0, READ, 60);
        assertThat(losses.ns(Loss.MMU_LOCK_READ)).isEqualTo(10);
    }
}
