package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.GmemBindings;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The first values of a VM's words: slots valid, gfns of slots with guest_memfd private, tables empty.
 *
 * <p>Source: none, as userspace makes all this; simplified: nothing of how it was made is left.
 */
public final class KvmInitials {
    private KvmInitials() {}

    /**
     * All but the flags of huge pages.
     *
     * @param rootList {@link dev.seamstress.core.ept.RootList#EMPTY} or {@link Kvm#firstRootList}
     * @param holders how many vCPUs hold each root on it
     */
    public static List<Assembly.Initial> of(Kvm kvm, long rootList, int holders) {
        List<Assembly.Initial> initials = withoutAttributes(kvm, rootList, holders);
        Slots slots = kvm.slots();
        for (GfnRange range : kvm.gfns()) {
            for (long gfn = range.start().value(); range.contains(gfn); gfn++) {
                int slot = slots.find(gfn);
                if (slot != Slots.NONE
                        && slots.slot(slot).isFirst()
                        && slots.slot(slot).hasGmem()) {
                    initials.add(new Assembly.Initial(kvm.attributes().word(gfn), Attributes.first(slots.slot(slot))));
                }
            }
        }
        return initials;
    }

    /** The same without the attributes, of which there is one a page. */
    public static List<Assembly.Initial> withoutAttributes(Kvm kvm, long rootList, int holders) {
        List<Assembly.Initial> initials = new ArrayList<>(kvm.roots().initials(rootList, holders));
        Slots slots = kvm.slots();
        TreeMap<Long, Long> words = new TreeMap<>();
        for (int i = 0; i < slots.size(); i++) {
            long word = words.getOrDefault(slots.word(i), 0L);
            words.put(slots.word(i), slots.slot(i).isFirst() ? slots.with(word, i, Slot.State.VALID) : word);
        }
        words.forEach((word, value) -> initials.add(new Assembly.Initial(word, value)));
        for (int i = 0; kvm.gmemBindings() != null && i < slots.size(); i++) {
            if (!slots.slot(i).isFirst()) {
                initials.add(new Assembly.Initial(kvm.gmemBindings().word(i), GmemBindings.UNBOUND));
            }
        }
        return initials;
    }

    /** The flags of huge pages that go with {@code words}, the first values of all others. */
    public static List<Assembly.Initial> ofLpageInfo(Kvm kvm, List<Assembly.Initial> words) {
        if (!kvm.type().hasPrivateMemory()) {
            return List.of();
        }
        TreeMap<Long, Long> values = new TreeMap<>();
        words.forEach(word -> values.put(word.word(), word.value()));
        return kvm.gfns().stream()
                .flatMap(range ->
                        MixedHugepages.initials(kvm, range, word -> values.getOrDefault(word, Attributes.SHARED))
                                .stream())
                .toList();
    }
}
