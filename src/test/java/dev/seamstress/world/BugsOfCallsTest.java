package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.tdx.Injection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: of a call that KVM does not expect to fail, each failure is its own KVM_BUG_ON, and the VM is dead then. */
class BugsOfCallsTest {
    private static final String SLOT = "{ slot 1 = 0x100+8 gmem; x = 0x100; ";
    private static final String EARLY = "td { state = initialized; }\n" + SLOT;
    private static final String NO_VCPU = EARLY + "vcpu(P1) = none; ";

    private enum Start {
        FINAL(SLOT),
        NOT_FINAL(EARLY),
        WITHOUT_A_VCPU(NO_VCPU);

        private final String text;

        Start(String text) {
            this.text = text;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MR_EXTEND, extend, NOT_FINAL, initmem x extend => eio",
        "MR_FINALIZE, mr_finalize, NOT_FINAL, finalize => eio",
        "VP_ADDCX, vp_addcx, WITHOUT_A_VCPU, vcpucreate P1 ; vcpuinit P1 => eio",
        "VP_INIT, vp_init, WITHOUT_A_VCPU, vcpucreate P1 ; vcpuinit P1 => eio",
        "VP_FLUSH, vp_flush, FINAL, vmdestroy",
        "TDR_WBINVD, wbinvd, FINAL, vmdestroy"
    })
    void aCallThatMustNotFail(BugOn bug, String leaf, Start start, String rows) {
        String header = bug == BugOn.VP_FLUSH ? " P0 | VMM ;\n load | ;\n |" : " VMM ;\n";
        String text = "TDX bug\n" + start.text + "inject error " + leaf + " once; }\n" + header + " " + rows + " ;\n";
        ToldRun run = new ToldRun(Scene.of(bug.name(), text), 1);
        int at = run.first(0, told -> told.is(Event.BUG_ON));
        assertThat(run.told.get(at).a()).isEqualTo(bug.ordinal());
        assertThat(run.told.get(at).b()).isEqualTo(Injection.ERROR_STATUS);
        assertThat(run.count(Event.BUG_ON)).isOne();
        assertThat(run.count(Event.VM_DEAD)).isOne();
    }
}
