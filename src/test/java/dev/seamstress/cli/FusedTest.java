package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;
import org.junit.jupiter.api.Test;

/** Goal: a reader of a proof is told what was one step. Method: footprints by hand, and one scenario's. */
class FusedTest {
    @Test
    void whatNobodyCanDoIsNamed() {
        assertThat(Fused.text(Footprint.FAULTS_ONLY))
                .isEqualTo("nobody here can zap, kick a vCPU, signal, outlive the VM, notify, populate, poison, close"
                        + " the guest_memfd file, finalize, make vCPUs, throw roots away, change memslots, be stopped"
                        + " by the stepping filter, destroy the VM; one thread at most wants slots_lock, kvm_lock,"
                        + " gmem_invalidate_lock, mmap_lock, vcpu_mutex; one at most mmu_lock for write");
        assertThat(Fused.text(Footprint.ALL)).isEqualTo("nothing");
    }

    @Test
    void whatSomebodyCanDoIsNot() {
        Footprint some = Footprint.of(Footprint.Can.ZAP, Footprint.Can.KICK)
                .with(KernelLock.SLOTS_LOCK)
                .with(KernelLock.MMU_LOCK);
        assertThat(Fused.text(some))
                .startsWith("nobody here can signal, outlive the VM, notify, populate,")
                .contains("; one thread at most wants kvm_lock, gmem_")
                .doesNotContain("zap", "kick", "slots_lock", "for write");
    }

    @Test
    void anExplorationSaysIt() {
        Cli cli = Cli.run("explore", "-v", "scenarios/races/17-convert-ping-pong.tdx");
        assertThat(cli.out().replaceAll("\\s+", " "))
                .contains(" fused: nobody here can signal, outlive the VM, notify, populate, poison,");
        Cli json = Cli.run("explore", "--json", "scenarios/races/17-convert-ping-pong.tdx");
        assertThat(json.out()).contains("\"fused\":\"nobody here can signal, outlive the VM, notify,");
    }
}
