package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.Offence;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: the rules about guest_memfd and about the order of locks find a step that breaks them, and no other. Method: a
 * real run into which a step is planted.
 */
class GmemRulesTest {
    private static Planted doing(String operation) {
        return new Planted("load", "load", operation, "notify x[4] madvise");
    }

    private static List<String> zap(Planted world) {
        return world.store(VMM, world.entry(world.mirror, 1, X), Spte.NONPRESENT);
    }

    @ParameterizedTest
    @CsvSource({"punch x", "poison x", "release"})
    void v25APageOfGuestMemfdGoesUnderItsInvalidateLock(String operation) {
        Planted world = doing(operation).until(VMM, Event.ZAP_BEGIN);
        assertThat(zap(world)).doesNotContain("V25");
        Planted without = doing(operation).until(VMM, Event.ZAP_BEGIN);
        KernelThread thread = (KernelThread) without.rig.engine.machine(VMM);
        Grant.Mode mode = operation.startsWith("poison") ? Grant.Mode.READ : Grant.Mode.WRITE;
        thread.drop(new Grant(KernelLock.GMEM_INVALIDATE_LOCK.number(), mode, VMM));
        assertThat(zap(without)).contains("V25");
    }

    /** While it unmaps, the page is still the guest's. */
    @Test
    void v27APageThatIsMappedIsNotFreed() {
        Planted world = doing("punch x").until(VMM, Event.ZAP_BEGIN);
        long pfn = world.kvm.hostPages().gmemPfn(X);
        assertThat(world.rig.step(VMM, () -> world.rig.event(Event.PAGE_FREED, X, pfn)))
                .contains("V27");
        Planted end = doing("punch x").toTheEnd();
        assertThat(end.rig.step(VMM, () -> end.rig.event(Event.PAGE_FREED, X, pfn)))
                .isEmpty();
    }

    private static List<Offence> asks(Planted world, int lock) {
        return world.rig.offences(VMM, () -> world.rig.event(Event.LOCK_REQUESTED, lock, Grant.Mode.WRITE.ordinal()));
    }

    /** A conversion asks for mmu_lock while it holds slots_lock; in place of mmu_lock it could ask for some others. */
    @ParameterizedTest
    @EnumSource(KernelLock.class)
    void lockWhoHoldsSlotsLockTakesThoseAfterIt(KernelLock lock) {
        Planted world = doing("convert x to shared").until(VMM, Event.LOCK_REQUESTED);
        List<Offence> offences = asks(world, lock.number());
        if (lock == KernelLock.KVM_LOCK || lock == KernelLock.VCPU_MUTEX) {
            assertThat(offences).extracting(Offence::invariant).containsExactly("LOCK");
            assertThat(offences.get(0).toString())
                    .contains("takes " + KernelLock.name(lock.number()) + " while it holds slots_lock");
        } else {
            assertThat(offences).isEmpty();
        }
    }

    /** Nothing comes after mmu_lock. */
    @ParameterizedTest
    @EnumSource(
            value = KernelLock.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"MMU_LOCK"})
    void lockWhoHoldsMmuLockTakesNoOther(KernelLock lock) {
        Planted world = doing("punch x").until(VMM, Event.ZAP_BEGIN);
        assertThat(asks(world, lock.number())).extracting(Offence::invariant).containsExactly("LOCK");
    }
}
