package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a lock that two threads can want is one that they queue for. One that is said to be wanted by one alone is
 * taken without asking, and then both would hold it. Method: a table of pairs, each of which alone wants what it wants.
 */
class LockUseTest {
    private static String contended(String options, String one, String other) {
        String[] first = one.split(": ");
        String[] second = other.split(": ");
        Scene scene = Scene.of(
                "pair",
                "TDX pair\n" + options + "\n{ slot 1 = 0x100+8"
                        + (options.contains("default") ? "" : " gmem") + "; x = 0x100; }\n "
                        + first[0] + " | " + second[0] + " ;\n " + first[1] + " | " + second[1] + " ;\n");
        Footprint footprint = new ScriptFootprint(scene.scenario(), scene.model()).footprint();
        return Arrays.stream(KernelLock.values())
                .filter(footprint::isContended)
                .map(lock -> lock.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0} beside {1}")
    @CsvSource({
        "GMEM: punch x, HOSTMM: hosttouch x, gmem_invalidate_lock",
        "GMEM: poison x, HOSTMM: hosttouch x, gmem_invalidate_lock",
        "GMEM: punch x, VMM: punch x, mmu_lock gmem_invalidate_lock",
        "GMEM: release, HOSTMM: hosttouch x, gmem_invalidate_lock",
        "GMEM: release, VMM: convert x to shared, mmu_lock slots_lock",
        "GMEM: punch x, VMM: delslot 1, mmu_lock gmem_invalidate_lock",
        "GMEM: release, VMM: addslot 2 = 0x200+1 gmem, mmu_lock slots_lock gmem_invalidate_lock",
        "HOSTMM: notify x munmap, HOSTMM1: hosttouch x, mmap_lock",
        "HOSTMM: notify x munmap, HOSTMM1: notify x munmap, mmu_lock mmap_lock",
        "HOSTMM: notify x madvise, HOSTMM1: notify x munmap, mmu_lock",
        "HOSTMM: notify x madvise, HOSTMM1: hosttouch x, ''",
        "VMM: zapfast, VMM1: convert x to shared, mmu_lock slots_lock",
        "VMM: zapfast, HOSTMM: notify x madvise, mmu_lock",
        "VMM: zapfast, P0: load, ''",
        "VMM: prefault x via P0, P0: load, vcpu_mutex",
        "VMM: prefault x via P1, P0: load, ''",
        "VMM: prefault x via P1, VMM1: prefault x via P1, vcpu_mutex",
        "VMM: prefault x via P1, VMM1: prefault x via P2, ''",
        "VMM: convert x to shared, P0: mapgpa x to shared, mmu_lock slots_lock",
        "VMM: vmdestroy, VMM1: delslot 1, mmu_lock slots_lock gmem_invalidate_lock",
        "VMM: kick P0, P0: load, ''",
    })
    void threadsQueueForWhatBothWant(String one, String other, String locks) {
        assertThat(contended("", one, other)).isEqualTo(locks);
    }

    @ParameterizedTest(name = "{0} beside {1}")
    @CsvSource({
        "VMM: vcpucreate P1, VMM1: finalize, kvm_lock",
        "VMM: vcpucreate P1, VMM1: vcpucreate P2, kvm_lock",
        "VMM: vcpuinit P1, GMEM: punch x, mmu_lock",
        "VMM: vcpuinit P1, VMM1: vcpuinit P1, mmu_lock slots_lock kvm_lock vcpu_mutex",
        "VMM: initmem x, VMM1: finalize, slots_lock kvm_lock vcpu_mutex",
        "VMM: initmem x, GMEM: punch x, gmem_invalidate_lock",
        "VMM: initmem x, HOSTMM: notify x munmap, mmap_lock",
        "VMM: populate x, HOSTMM: notify x munmap, mmap_lock",
        "VMM: populate x, GMEM: punch x, gmem_invalidate_lock",
        "VMM: populate x, VMM1: convert x to shared, slots_lock",
    })
    void whoBuildsATdDoesToo(String one, String other, String locks) {
        assertThat(contended("td { state = initialized; }", one, other)).isEqualTo(locks);
    }

    @ParameterizedTest(name = "{0} beside {1}")
    @CsvSource({
        "VMM: noncoherent, HOSTMM: notify x madvise, mmu_lock",
        "VMM: noncoherent, VMM1: apicvinhibit, mmu_lock",
        "VMM: delslot 1, HOSTMM: notify x madvise, mmu_lock",
        "VMM: moveslot 1 to 0x200, VMM1: addslot 2 = 0x300+1, mmu_lock slots_lock",
    })
    void soDoWhoChangesAVmWithoutAMirror(String one, String other, String locks) {
        assertThat(contended("vm = default", one, other)).isEqualTo(locks);
    }
}
