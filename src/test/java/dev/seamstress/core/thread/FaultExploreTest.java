package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.Explorer;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.thread.GuestOp.Side;
import dev.seamstress.core.thread.Program.Op;
import dev.seamstress.core.thread.Program.Row;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Two vCPUs that fault at once, in every schedule, with a module that never refuses what is legal.
 *
 * <p>About {@code PageFaultHandler}.
 */
class FaultExploreTest {
    private final TestVm vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_19, 2);
    private final Set<RetryWhy> seen = EnumSet.noneOf(RetryWhy.class);
    private final List<Vcpu> vcpus = new ArrayList<>();
    private HandDriver driver;

    private int explore(long first, long second, int limit) {
        vm.kvm.freezeUnwritten(vm.map);
        for (long gfn : new long[] {first, second}) {
            int id = FIRST + vcpus.size();
            List<Row> rows = List.of(new Row(0, Set.of(), new Op(GuestOp.of(Kind.FAULT, gfn, Side.PRIVATE))));
            Program program = new Program(rows, Program.OnFault.STOP);
            vcpus.add(new Vcpu(
                    id, vm.kvm, vm.vcpus.get(vcpus.size()), program, Results.add(vm.map, id, 1), vm.residence));
        }
        driver = vm.driver(vcpus);
        return new Explorer(driver).explore(limit, this::check, () -> checkEnd(first, second));
    }

    private void check() {
        driver.events().stream()
                .filter(e -> e.event() == Event.FAULT_RETRY)
                .forEach(e -> seen.add(RetryWhy.values()[(int) e.b()]));
        assertThat(driver.events(Event.BUG_ON)).isEmpty();
    }

    private void checkEnd(long first, long second) {
        for (Vcpu vcpu : vcpus) {
            assertThat(driver.value(vcpu.results().row(0))).isEqualTo(OpResult.OK.ordinal() + 1);
            assertThat(vcpu.held().isEmpty()).isTrue();
        }
        for (long gfn : new long[] {first, second}) {
            long pfn = vm.kvm.hostPages().gmemPfn(gfn);
            assertThat(driver.value(vm.mirror(1, gfn))).isEqualTo(0x8600000000000b37L | pfn << 12);
            for (int level = 2; level <= 4; level++) {
                assertThat(Spte.isTable(driver.value(vm.mirror(level, gfn)), level))
                        .isTrue();
            }
        }
        assertThat(driver.value(vm.kvm.mmuLock().word())).isZero();
    }

    /** The worked example of two vCPUs at one cold gfn: whoever loses retries and finds the page. */
    @Test
    void bothFaultOnePage() {
        int states = explore(GFN, GFN, 10_000);
        assertThat(seen).containsExactlyInAnyOrder(RetryWhy.FROZEN, RetryWhy.LOST);
        assertThat(states).isEqualTo(1732);
    }

    @Test
    void neighboursShareTheirTables() {
        int states = explore(GFN, GFN + 1, 10_000);
        assertThat(seen).containsExactlyInAnyOrder(RetryWhy.FROZEN, RetryWhy.LOST);
        assertThat(states).isEqualTo(1348);
    }
}
