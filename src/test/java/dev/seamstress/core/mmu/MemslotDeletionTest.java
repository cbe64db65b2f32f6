package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.privateGpa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Goal: the deletion of a memslot does what it must in its order, and waits for the readers that it must wait for.
 * Method: one thread deletes slot 1; the tests are the readers.
 */
class MemslotDeletionTest extends ZapRig {
    private static final int GMEM_SLOT = 0;

    private Supplier<Procedure> deletion(int id) {
        return () -> new KvmSetMemoryRegion(vm.kvm, KvmSetMemoryRegion.Change.DELETE, id, Slots.NONE);
    }

    private Slot.State state(int slot) {
        return vm.kvm.slots().state(slot, driver.value(vm.kvm.slots().word(slot)));
    }

    private long reader(int vcpu) {
        return driver.value(vm.vcpus.get(vcpu).words().srcuReaders());
    }

    private void inside(int vcpu) {
        driver.poke(vm.vcpus.get(vcpu).words().srcuReaders(), 1);
    }

    private List<Long> published() {
        return told(Event.MEMSLOT_PUBLISHED).stream().map(e -> e.b()).toList();
    }

    @Test
    void bothAliasesGoBetweenTheInvalidCopyAndTheEnd() {
        start(deletion(1));
        mapPrivate(GFN);
        mapShared(GFN + 1);
        driver.run();
        assertThat(returned()).isZero();
        assertThat(story())
                .containsSubsequence(
                        "granted slots",
                        "granted mmu",
                        "zap MEMSLOT",
                        "changed 101",
                        "changed 100",
                        "BLOCK",
                        "TRACK",
                        "REMOVE",
                        "zap_end",
                        "request TLB_FLUSH",
                        "flush_done",
                        "released mmu",
                        "released slots")
                .doesNotContain("invalidate_begin", "invalidate_end");
        assertThat(published()).containsExactly((long) Slot.State.INVALID.ordinal(), (long) Slot.State.NONE.ordinal());
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.direct(1, GFN + 1))).isEqualTo(Spte.NONPRESENT);
        assertThat(state(GMEM_SLOT)).isEqualTo(Slot.State.NONE);
        assertThat(invalidate(Invalidate.SEQ))
                .as("SRCU does what the sequence does elsewhere")
                .isZero();
        assertAtRest();
    }

    @Test
    void attributesAndOtherSlotsStay() {
        start(deletion(1));
        long other = mapShared(SHARED);
        driver.run();
        assertThat(driver.value(vm.kvm.attributes().word(GFN))).isEqualTo(Attributes.PRIVATE);
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(other);
        assertThat(state(1)).isEqualTo(Slot.State.VALID);
    }

    @Test
    void aSlotThatIsNotThereIsEinval() {
        start(deletion(9));
        driver.run();
        assertThat(returned()).isEqualTo(Errno.EINVAL);
        assertThat(published()).isEmpty();
        assertAtRest();
    }

    @Test
    void aSlotThatIsGoneIsEinval() {
        start(deletion(1), deletion(1));
        driver.run();
        assertThat(callers).extracting(Caller::returned).containsExactlyInAnyOrder(0L, Errno.EINVAL);
        assertThat(published()).hasSize(2);
        assertAtRest();
    }

    @Test
    void nothingIsZappedWhileAReaderIsInside() {
        start(deletion(1));
        mapPrivate(GFN);
        inside(0);
        inside(1);
        driver.run();
        assertThat(state(GMEM_SLOT)).isEqualTo(Slot.State.INVALID);
        assertThat(story()).doesNotContain("zap MEMSLOT");
        assertThat(callers.get(0).where()).contains("synchronize_srcu.LEFT");
        assertThat(reader(0)).as("waited for").isEqualTo(3 + ZAPPER);
        assertThat(reader(1)).as("marked, and its turn comes").isEqualTo(2);
    }

    @Test
    void inAVmWithoutAMirrorTheOneTreeIsZapped() {
        vm = vm(VmType.SW_PROTECTED_VM);
        start(deletion(2));
        mapShared(SHARED);
        driver.run();
        assertThat(story()).contains("zap MEMSLOT", "changed 180");
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(Spte.NONPRESENT);
        assertAtRest();
    }

    @Test
    void aFaultFindsWhatIsPublished() {
        start(deletion(1), () -> new PageFaultHandler(vm.kvm, vm.vcpus.get(1), privateGpa(GFN), Pferr.PRIVATE_ACCESS));
        inside(0);
        runUntil(() -> state(GMEM_SLOT) == Slot.State.INVALID, OTHER);
        finish(1, ZAPPER);
        assertThat(callers.get(1).returned()).as("in the middle").isEqualTo(RetPf.RETRY.ordinal());
    }

    @Test
    void aFaultAfterwardsIsAMemoryFault() {
        start(deletion(1), () -> new PageFaultHandler(vm.kvm, vm.vcpus.get(1), privateGpa(GFN), Pferr.PRIVATE_ACCESS));
        finish(0, OTHER);
        driver.run();
        assertThat(callers.get(1).returned()).isEqualTo(Errno.EFAULT);
    }
}
