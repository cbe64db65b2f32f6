package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: a vCPU that gets a root forgets what its processor has cached from others. */
class KvmMmuLoadTest {
    @ParameterizedTest
    @EnumSource(VmType.class)
    void aNewRootFlushesTheProcessor(VmType type) {
        TestVm vm = TestVm.zapped(type, KernelModel.of(KernelVariant.KVM_6_19), 1);
        VcpuMmu vcpu = vm.vcpus.get(0);
        vcpu.startWith(RootList.NONE, RootList.NONE);
        Caller thread = new Caller(FIRST, vcpu, () -> new FillThenLoad(vm.kvm, vcpu));
        HandDriver driver = vm.driver(List.of(thread));
        driver.run();
        assertThat(thread.returned()).isZero();
        assertThat(vcpu.root()).isEqualTo(vm.kvm.firstDirectRoot());
        assertThat(vcpu.mirrorRoot()).isEqualTo(vm.kvm.firstMirrorRoot());
        assertThat(driver.events(Event.TLB_FILLED)).containsExactly(GFN, SHARED);
        assertThat(driver.events(Event.TLB_FLUSHED)).containsExactly(0L, 1L);
        assertThat(driver.value(vcpu.tlb().word(GFN, Tlb.Side.PRIVATE))).isZero();
        assertThat(driver.value(vcpu.tlb().word(SHARED, Tlb.Side.SHARED))).isZero();
    }

    /** The vCPU's thread caches one translation of each side, then loads. */
    private static final class FillThenLoad extends Procedure {
        private static final Kind KIND = Kind.of("fill_then_load");

        private final Kvm kvm;
        private final VcpuMmu vcpu;

        FillThenLoad(Kvm kvm, VcpuMmu vcpu) {
            super(At.FILL);
            this.kvm = kvm;
            this.vcpu = vcpu;
        }

        private enum At implements Step {
            FILL,
            LOADED;

            @Override
            public Access access() {
                return Access.LOCAL;
            }
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return switch ((At) at()) {
                case FILL -> {
                    vcpu.tlb().fill(fx, GFN, Tlb.Side.PRIVATE, 1, 7);
                    vcpu.tlb().fill(fx, SHARED, Tlb.Side.SHARED, 2, 7);
                    yield call(t, new KvmMmuLoad(kvm, vcpu), At.LOADED);
                }
                case LOADED -> ret(t, t.takeResult());
            };
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return At.values();
        }

        @Override
        protected void locals(Fields f) {}
    }
}
