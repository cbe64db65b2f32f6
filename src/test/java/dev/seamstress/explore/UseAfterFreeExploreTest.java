package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what KVM frees by RCU is found in use when it is freed sooner, whoever is in it. Method: a row for each reader
 * and each free: with the planted bug rule UAF tells who reads what, and nothing else is broken; without it all is
 * proved.
 *
 * <p>Who walks with mmu_lock held for read is in no such table: a root is thrown away under the lock held for write,
 * and a fault that takes it afterwards sees that. Who walks the list of roots to zap them holds the root that he is at.
 *
 * <p>About {@code HandleRemovedPt}, {@code TdpMmuPutRoot}, {@code FastPageFault}, {@code HandleMmioPageFault} and
 * {@code TdpMmuAllocRoot}.
 */
class UseAfterFreeExploreTest {
    private static final int STATES_MAX = 300_000;

    private static ClaimSearch.Result search(String facts, String rows, List<String> changes) {
        String text = "TDX t\nvm = default\n{ slot 1 = 0x100+8; x = 0x100; m = 0x700; " + facts + " }\n "
                + rows.replace(" / ", " ;\n ") + " ;\n";
        KernelModel model = KernelModel.of(KernelVariant.KVM_6_19, changes);
        return ClaimSearch.of(Scene.of("t", text, model).world(), STATES_MAX);
    }

    @ParameterizedTest(name = "{0}, with {3}")
    @CsvSource({
        "a fast page fault in a subtree, direct(x) = readonly;, P0 | VMM / write x | zapfast, b37-free-table-at-once,"
                + " 'P0 reads the entry of gfn 0x100 at 4K'",
        "a look for an MMIO entry, '', P0 | VMM / read m => mmio | zapfast / read m => mmio |"
                + " addslot 2 = 0x900+8, b37-free-table-at-once,"
                + " 'P0 reads the entry of gfn 0x700 at 4K'",
        "a walk of the list of roots, '', P0 | VMM / resetctx | zapfast / load |, b37r-list-del,"
                + " 'P0 is at root 0 of the list'",
    })
    void isFound(String reader, String facts, String rows, String bug, String told) {
        assertThat(search(facts, rows, List.of()).verdict()).as(reader).isEqualTo("proved");
        ClaimSearch.Result planted = search(facts, rows, List.of(bug));
        assertThat(planted.offences()).as(reader).containsOnlyKeys("UAF");
        assertThat(planted.offences().get("UAF").text()).contains(told);
    }
}
