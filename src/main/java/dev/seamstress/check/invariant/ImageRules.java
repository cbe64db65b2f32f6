package dev.seamstress.check.invariant;

import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.vm.TdWords;
import java.util.List;

/** What holds of a TD whose image is being built, and of one that has just become final. */
final class ImageRules {
    static final List<Invariant> ALL = List.of(Invariant.atRest(
                    "V38",
                    "at rest no page of a TD that is final is mapped in the mirror and still to be added",
                    "tdx_td_finalize(), which looks at nr_premapped")
            .onRest(ImageRules::areAllAdded));

    private ImageRules() {}

    /** V38: a TD that is final has no premapped pages. Source: tdx_td_finalize(). */
    private static String areAllAdded(Look look) {
        long premapped = look.read(look.kvm().td().premapped());
        return isFinal(look) && premapped != 0 ? "the TD is final, and nr_premapped is " + premapped : null;
    }

    /** True once KVM takes the TD for one that runs. */
    static boolean isFinal(Look look) {
        return look.read(look.kvm().td().state()) == TdWords.State.RUNNABLE.ordinal();
    }

    /**
     * True if the mirror may have a page that the secure EPT has not: a kernel that maps a page of the image before it
     * adds it has counted one such. Source: tdx_mem_page_record_premap_cnt().
     */
    static boolean mayBePremapped(Look look) {
        return !isFinal(look)
                && !look.kvm().has(KernelSwitch.PREMAP_OR_PAGE_ADD)
                && look.read(look.kvm().td().premapped()) > 0;
    }
}
