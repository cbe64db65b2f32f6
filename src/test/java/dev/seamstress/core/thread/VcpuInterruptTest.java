package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.thread.GuestOp.Side;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: an IPI is answered exactly once, as soon as the processor takes interrupts, wherever in the vCPU's life it
 * comes. Method: one IPI before every delivery of a whole life, and at named places.
 *
 * <p>About {@link VcpuInterrupts} and {@link VcpuRun}.
 */
class VcpuInterruptTest extends VcpuRig {
    private static final long INTERRUPT = 1;
    private static final List<ThreadOp> LIFE = List.of(
            plain(Kind.ENTER),
            on(Kind.ACCEPT, GFN),
            on(Kind.READ, GFN),
            on(Kind.WRITE, GFN),
            shared(Kind.WRITE, SHARED),
            shared(Kind.READ, SHARED),
            convert(GFN + 1, 2, Side.SHARED),
            shared(Kind.FAULT, GFN + 1));

    private Interrupter interrupter;

    @BeforeEach
    void makeAVmInWhichEverythingCanHappen() {
        vm = TestVm.zapped(VmType.TDX_VM, KernelModel.of(KernelVariant.KVM_6_19), 1);
    }

    private void start(Ipi ipi, List<ThreadOp> ops) {
        interrupter = new Interrupter(OTHER, FIRST, ipi);
        start(ops, List.of(interrupter));
    }

    /** The IPI is sent and arrives; nothing else happens. */
    private void interrupt() {
        driver.deliver(OTHER, OTHER);
        driver.deliver(OTHER, FIRST);
    }

    private boolean isAnswered() {
        return driver.isEnabled(FIRST, OTHER) || interrupter.answers() > 0;
    }

    private boolean isOver() {
        return driver.enabled().stream().allMatch(pair -> pair[0] == OTHER || pair[1] == OTHER);
    }

    private int lengthOfLife() {
        start(Ipi.CALL, LIFE);
        int length = 0;
        while (!isOver()) {
            deliverNext();
            length++;
        }
        return length;
    }

    private void lifeUpTo(int delivery, Ipi ipi) {
        makeAVmInWhichEverythingCanHappen();
        start(ipi, LIFE);
        for (int i = 0; i < delivery; i++) {
            deliverNext();
        }
    }

    private long interruptExits() {
        return all(Event.KVM_EXIT).stream().filter(e -> e.a() == INTERRUPT).count();
    }

    private int accesses() {
        return all(Event.GUEST_ACCESS).size();
    }

    @Test
    void aCallIsAnsweredOnceAndNoLaterThanTheExitWhereverItComes() {
        int length = lengthOfLife();
        assertThat(length).isGreaterThan(100);
        for (int delivery = 0; delivery <= length; delivery++) {
            lifeUpTo(delivery, Ipi.CALL);
            String place = vcpu.where();
            interrupt();
            int accesses = accesses();
            while (true) {
                assertThat(isAnswered())
                        .as("delivery %d, %s, now %s", delivery, place, vcpu.where())
                        .isEqualTo(mode() == VcpuMode.OUTSIDE_GUEST_MODE || interrupter.answers() > 0);
                if (isAnswered() || isOver()) {
                    break;
                }
                deliverNext();
            }
            assertThat(accesses()).as("only what was under way").isLessThanOrEqualTo(accesses + 1);
            driver.run();
            assertThat(interrupter.answers()).as(place).isEqualTo(1);
            assertThat(results()).as(place).containsOnly(OpResult.OK);
            assertThat(all(Event.KVM_USERSPACE_EXIT)).as("only MapGPA's").hasSize(1);
        }
    }

    @Test
    void aReschedulingInterruptIsNotAnsweredAndChangesNoResult() {
        int length = lengthOfLife();
        for (int delivery = 0; delivery <= length; delivery++) {
            lifeUpTo(delivery, Ipi.RESCHEDULE);
            interrupt();
            driver.run();
            assertThat(interrupter.answers()).isZero();
            assertThat(results()).containsOnly(OpResult.OK);
            assertThat(driver.enabled()).isEmpty();
        }
    }

    /**
     * {@code exits}: how often an interrupt makes the guest exit, with the one that ends each {@code enter} or script.
     */
    @ParameterizedTest(name = "{0}: {1}, {2} exits")
    @CsvSource({
        "before entry, vcpu_enter_guest.IN_GUEST_MODE, AT_ONCE, 1",
        "after the mode, vcpu_enter_guest.SRCU_UNLOCK, PENDING, 2",
        "before the look at the mode, vcpu_enter_guest.RECHECK_MODE, PENDING, 2",
        "before the look at requests, vcpu_enter_guest.RECHECK_REQUESTS, PENDING, 2",
        "before the look at the flag, vcpu_enter_guest.WAIT_FOR_SEPT_ZAP, PENDING, 2",
        "in VP.ENTER, vcpu_enter_guest.RETURNED, PENDING, 2",
        "in the idle guest, guest_run.BOUNDARY, PENDING, 2",
        "in ACCEPT, guest_accept.RETURNED, PENDING, 1",
        "after the exit, vcpu_run.OUTSIDE, PENDING, 1",
        "outside, vcpu_run.SRCU_LOCK, AT_ONCE, 1",
        "waiting for mmu_lock, kvm_mmu_page_fault.LOCKED, AT_ONCE, 1",
        "in a SEAMCALL of the fault, set_external_spte.RETURNED, AT_ONCE, 1",
        "in the run loop, vcpu_run.WORK, AT_ONCE, 1",
        "in an access, guest_access.TOUCHED, PENDING, 2",
        "between walk and access, guest_access.CONTENT, PENDING, 1",
        "while a translation may go, guest_access.EVICTION, PENDING, 2",
        "in the walk of the direct root, guest_access.WALK, PENDING, 1",
        "before the guest is left for good, guest_leave.TD_EXIT, PENDING, 1",
    })
    void namedPlaces(String name, String step, Answer answer, int exits) {
        start(
                Ipi.CALL,
                List.of(on(Kind.ACCEPT, GFN), on(Kind.READ, GFN), on(Kind.READ, GFN), shared(Kind.WRITE, SHARED)));
        runTo(step);
        interrupt();
        assertThat(isAnswered()).as(name).isEqualTo(answer == Answer.AT_ONCE);
        driver.run();
        assertThat(interrupter.answers()).isEqualTo(1);
        assertThat(interruptExits()).isEqualTo(exits);
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(all(Event.KVM_USERSPACE_EXIT)).as("KVM_RUN is not left").isEmpty();
    }

    /** When an answer comes. */
    private enum Answer {
        AT_ONCE,
        PENDING
    }

    @Test
    void anInterruptThatWasPendingAtTheEntryComesBeforeTheFirstInstruction() {
        start(Ipi.CALL, List.of(on(Kind.ACCEPT, GFN)));
        runTo("vcpu_enter_guest.RETURNED");
        interrupt();
        while (!isAnswered()) {
            assertThat(isAt("guest_accept.RETURNED")).as("the guest executes").isFalse();
            deliverNext();
        }
        assertThat(told(Event.KVM_ENTRY, Event.KVM_EXIT)).containsExactly(Event.KVM_ENTRY, Event.KVM_EXIT);
        assertThat(driver.value(vm.residence.word())).as("left as by any exit").isNegative();
    }

    @Test
    void aRefusedEntryAnswersToo() {
        vm.tdx.script(FakeTdx.BUSY);
        start(Ipi.CALL, List.of(plain(Kind.ENTER)));
        runTo("vcpu_enter_guest.RETURNED");
        interrupt();
        while (isAt("vcpu_enter_guest.RETURNED")) {
            assertThat(isAnswered()).isFalse();
            deliverNext();
        }
        assertThat(isAnswered()).isTrue();
        assertThat(mode()).isEqualTo(VcpuMode.OUTSIDE_GUEST_MODE);
        driver.run();
        assertThat(interrupter.answers()).isEqualTo(1);
    }

    @Test
    void aVcpuThatIsDoneAnswersStill() {
        start(Ipi.CALL, List.of(plain(Kind.ENTER)));
        while (!vcpu.isDone()) {
            deliverNext();
        }
        interrupt();
        driver.run();
        assertThat(interrupter.answers()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(VmType.class)
    void everyKindOfVmIsInterrupted(VmType type) {
        vm = TestVm.zapped(type, KernelModel.of(KernelVariant.KVM_6_19), 1);
        start(Ipi.CALL, List.of(shared(Kind.WRITE, SHARED), shared(Kind.WRITE, SHARED)));
        runTo("guest_access.CONTENT");
        interrupt();
        driver.run();
        assertThat(interrupter.answers()).isEqualTo(1);
        assertThat(interruptExits()).isEqualTo(2);
        assertThat(results()).containsOnly(OpResult.OK);
    }

    @Test
    void twoCallersAreAnsweredByOneExit() {
        Interrupter second = new Interrupter(OTHER + 1, FIRST, Ipi.CALL);
        interrupter = new Interrupter(OTHER, FIRST, Ipi.CALL);
        start(List.of(on(Kind.ACCEPT, GFN), on(Kind.READ, GFN)), List.of(interrupter, second));
        runTo("guest_accept.RETURNED");
        for (int id : new int[] {OTHER + 1, OTHER}) {
            driver.deliver(id, id);
            driver.deliver(id, FIRST);
        }
        HandDriver.World pending = driver.save();
        driver.restore(pending);
        driver.run();
        assertThat(interrupter.answers()).isEqualTo(1);
        assertThat(second.answers()).isEqualTo(1);
        assertThat(interruptExits()).isEqualTo(1);
    }

    @Test
    void inWhichOrderCallersComeMakesNoDifference() {
        String[] keys = new String[2];
        for (int order = 0; order < 2; order++) {
            makeAVmInWhichEverythingCanHappen();
            interrupter = new Interrupter(OTHER, FIRST, Ipi.CALL);
            Interrupter second = new Interrupter(OTHER + 1, FIRST, Ipi.CALL);
            start(List.of(plain(Kind.ENTER)), List.of(interrupter, second));
            runTo("vcpu_enter_guest.RETURNED");
            for (int i = 0; i < 2; i++) {
                int id = OTHER + (i + order) % 2;
                driver.deliver(id, id);
                driver.deliver(id, FIRST);
            }
            keys[order] = driver.key();
        }
        assertThat(keys[0]).isEqualTo(keys[1]);
    }
}
