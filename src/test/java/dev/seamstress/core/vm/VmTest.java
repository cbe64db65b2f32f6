package dev.seamstress.core.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The small tables of a VM: numbering of gfns, slots, attributes, host pages. */
class VmTest {
    private final MemoryMap map = new MemoryMap();

    @Test
    void numbersGfnsDenselyAlsoWhereRangesOverlap() {
        GfnIndex index = new GfnIndex(List.of(GfnRange.of(0x200, 4), GfnRange.of(0x100, 8), GfnRange.of(0x104, 8)));
        assertThat(index.size()).isEqualTo(16);
        assertThat(index.of(0x100)).isZero();
        assertThat(index.of(0x107)).isEqualTo(7);
        assertThat(index.of(0x10b)).isEqualTo(11);
        assertThat(index.of(0x200)).isEqualTo(12);
        assertThat(index.of(0x10c)).isEqualTo(-1);
        assertThat(index.of(0xff)).isEqualTo(-1);
    }

    @Test
    void findsTheSlotThatCanHoldAGfn() {
        Slots slots = new Slots(
                map,
                List.of(new Slot(0, GfnRange.of(0, 16), false, false), new Slot(5, GfnRange.of(0x100, 8), true, false)),
                1);
        assertThat(slots.find(15)).isZero();
        assertThat(slots.find(0x107)).isEqualTo(1);
        assertThat(slots.find(0x108)).isEqualTo(Slots.NONE);
        assertThat(slots.slot(1).id()).isEqualTo(5);
    }

    @Test
    void overlappingSlotsAreABug() {
        List<Slot> both =
                List.of(new Slot(0, GfnRange.of(0, 16), false, false), new Slot(1, GfnRange.of(15, 1), false, false));
        assertThatThrownBy(() -> new Slots(map, both, 1)).isInstanceOf(ModelBug.class);
    }

    @Test
    void aWordHoldsTheStatesOfSlotsAndTheirGeneration() {
        List<Slot> three = Stream.of(0, 16, 32)
                .map(gfn -> new Slot(gfn, GfnRange.of(gfn, 16), false, false))
                .toList();
        Slots slots = new Slots(map, three, 1);
        for (Slot.State state : Slot.State.values()) {
            long value = slots.with(slots.with(0, 2, Slot.State.VALID), 1, state);
            assertThat(slots.state(1, Slots.updating(value))).isEqualTo(state);
            assertThat(slots.state(2, Slots.updated(value))).isEqualTo(Slot.State.VALID);
            assertThat(slots.state(0, Slots.beforeWrap(value))).isEqualTo(Slot.State.NONE);
            assertThat(slots.find(16, value)).isEqualTo(state == Slot.State.NONE ? Slots.NONE : 1);
        }
    }

    @Test
    void aGenerationIsNewWhenItsUpdateIsOver() {
        long updating = Slots.updating(Slots.updated(Slots.updated(0)));
        assertThat(Slots.generation(updating)).isEqualTo(2);
        assertThat(Slots.isUpdating(updating)).isTrue();
        assertThat(Slots.generation(Slots.updated(updating))).isEqualTo(3);
        assertThat(Slots.isUpdating(Slots.updated(updating))).isFalse();
        assertThat(Slots.updated(Slots.updating(Slots.beforeWrap(0)))).isZero();
    }

    @Test
    void aSlotThatIsElsewhereLaterMayOverlap() {
        Slot here = new Slot(1, GfnRange.of(0x10, 8), false, false);
        Slot there = new Slot(1, GfnRange.of(0x14, 8), false, false, false, 0x10, false);
        Slots slots = new Slots(map, List.of(here, there), 1);
        long moved = slots.with(0, 1, Slot.State.VALID);
        assertThat(slots.find(0x16, slots.with(0, 0, Slot.State.VALID))).isZero();
        assertThat(slots.find(0x16, moved)).isEqualTo(1);
        assertThat(slots.find(0x10, moved)).isEqualTo(Slots.NONE);
        assertThat(slots.numbered(1, moved)).isEqualTo(1);
        assertThat(there.home(0x16)).isEqualTo(0x12);
        assertThat(slots.nextIn(Slots.NONE, 0x16, 0x17, true)).isZero();
        assertThat(slots.nextIn(0, 0x16, 0x17, true)).isEqualTo(1);
        assertThat(slots.nextIn(Slots.NONE, 0x18, 0x19, true)).isEqualTo(Slots.NONE);
        assertThat(slots.nextIn(Slots.NONE, 0x18, 0x19, false)).isEqualTo(1);
    }

    @Test
    void onlyNamedGfnsHaveAttributes() {
        Attributes attributes = new Attributes(map, List.of(GfnRange.of(0x100, 600)), 1);
        assertThat(attributes.word(0xff)).isEqualTo(Attributes.NONE);
        assertThat(attributes.word(0x100)).isNotEqualTo(attributes.word(0x101));
        attributes.freeze(map);
        assertThat(map.isReachable(attributes.word(0x100))).isFalse();
        assertThat(map.isReachable(attributes.word(0x100 + 599))).isFalse();
    }

    @Test
    void sharedAndGuestMemfdPagesAreDifferentPages() {
        List<GfnRange> gfns = List.of(GfnRange.of(0x100, 4), GfnRange.of(0x300, 4));
        HostPages pages = new HostPages(map, gfns, new HugePages(map, List.of(), gfns), 0x100001);
        TreeSet<Long> words = new TreeSet<>();
        for (long gfn : new long[] {0x100, 0x103, 0x300, 0x303}) {
            words.add(pages.contentWord(pages.sharedPfn(gfn)));
            words.add(pages.contentWord(pages.gmemPfn(gfn)));
        }
        assertThat(words).hasSize(8);
        assertThatThrownBy(() -> pages.sharedPfn(0x200)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> pages.contentWord(0x200)).isInstanceOf(ModelBug.class);
    }

    @Test
    void onlyATdHasAMirrorAndOnlyAnOrdinaryVmHasNoPrivateMemory() {
        assertThat(VmType.TDX_VM.hasMirror()).isTrue();
        assertThat(VmType.SW_PROTECTED_VM.hasMirror()).isFalse();
        assertThat(VmType.SW_PROTECTED_VM.hasPrivateMemory()).isTrue();
        assertThat(VmType.DEFAULT_VM.hasPrivateMemory()).isFalse();
    }
}
