package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.TdxStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Goal: the steps of the end of a VM come in the order of kvm_destroy_vm(). Method: runs of random schedules and what
 * they tell.
 */
class EndOfAVmTest {
    private static final int SEEDS = 20;

    private static final String TD = """
            TDX the-order td { vcpus = 2; } { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
             P0        | VMM          ;
             A: read x | D: vmdestroy ;
            """;

    /** The module's calls since the file of guest_memfd is closed that succeeded, and what became of roots. */
    private static List<String> story(long seed) {
        ToldRun run = new ToldRun(Scene.of("the-order", TD), seed);
        List<String> story = new ArrayList<>();
        for (Told told : run.told) {
            if (told.is(Event.SEAMCALL_DONE) && TdxStatus.SUCCESS.is(told.d())) {
                story.add(CallName.leaf(told.a()).text());
            } else if (told.is(Event.ROOT_REMOVED)) {
                story.add(run.world.kvm().tables().isMirror((int) told.a()) ? "mirror root" : "direct root");
            } else if (told.is(Event.MMU_UNINIT)) {
                story.add(told.a() + " roots left");
            }
        }
        return story.subList(Math.max(story.indexOf("TDH.MEM.RANGE.BLOCK"), 0), story.size());
    }

    @Test
    void privatePagesThenTheKeyThenRootsThenTheTdr() {
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(story(seed))
                    .containsExactly(
                            "TDH.MEM.RANGE.BLOCK",
                            "TDH.MEM.TRACK",
                            "TDH.MEM.PAGE.REMOVE",
                            "TDH.PHYMEM.PAGE.WBINVD",
                            "TDH.VP.FLUSH",
                            "TDH.VP.FLUSH",
                            "TDH.MNG.VPFLUSHDONE",
                            "TDH.PHYMEM.CACHE.WB",
                            "TDH.MNG.KEY.FREEID",
                            "direct root",
                            "TDH.PHYMEM.PAGE.RECLAIM",
                            "TDH.PHYMEM.PAGE.RECLAIM",
                            "TDH.PHYMEM.PAGE.RECLAIM",
                            "mirror root",
                            "0 roots left",
                            "TDH.PHYMEM.PAGE.RECLAIM",
                            "TDH.PHYMEM.PAGE.WBINVD");
        }
    }

    private static int indexOf(ToldRun run, Predicate<Told> which) {
        return IntStream.range(0, run.told.size())
                .filter(i -> which.test(run.told.get(i)))
                .findFirst()
                .orElseThrow();
    }

    /** With its process, by {@code KvmMmuZapAll}, and not with the roots. */
    @Test
    void sharedPagesGoBeforeTheRootsAreThrownAway() {
        String shared = TD.replace("sept(x) = mapped;", "attr(x) = shared; direct(x) = present;")
                .replace("read x", "read x shared");
        for (long seed = 0; seed < SEEDS; seed++) {
            ToldRun run = new ToldRun(Scene.of("shared", shared), seed);
            int zapped = indexOf(run, told -> told.is(Event.KVM_TDP_MMU_SPTE_CHANGED) && told.b() == 1);
            int destroyed = indexOf(run, told -> told.is(Event.ROOT_INVALIDATED));
            assertThat(run.told.get(zapped).d()).isEqualTo(Spte.NONPRESENT);
            assertThat(zapped).isLessThan(destroyed);
        }
    }

    /** The page of the TD by tdx_sept_remove_private_spte(), each other by tdx_reclaim_page(). */
    @Test
    void everyPageThatComesBackIsClearedOnce() {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Long> cleared = new ArrayList<>();
            int back = 0;
            for (Told told : new ToldRun(Scene.of("the-order", TD), seed).told) {
                if (told.is(Event.PAGE_CLEARED)) {
                    cleared.add(told.a());
                } else if (told.is(Event.SEAMCALL_DONE) && TdxStatus.SUCCESS.is(told.d())) {
                    Leaf leaf = CallName.leaf(told.a());
                    back += leaf == Leaf.TDH_PHYMEM_PAGE_RECLAIM || leaf == Leaf.TDH_MEM_PAGE_REMOVE ? 1 : 0;
                }
            }
            assertThat(cleared).hasSize(back).doesNotHaveDuplicates();
        }
    }
}
