package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: memslots that change for ever have finitely many states, beside accesses that find none; and generations that
 * count in comparison only are told from each other where it matters.
 *
 * <p>Method: searches to their end, with the self-check, which asks of each state that is reached again whether it goes
 * on as it did; and one with a measure that is wrong.
 */
@Tag("once")
class ComparedGenerationsTest {
    private static final Scene LOOP = Scene.of("loop", """
            TDX loop
            vm = sw_protected
            { slot 1 = 0x100+1; x = 0x100; direct(x,2M) = table; }
             P0                                   | VMM                                                     ;
             A: repeat 2 { read x } => {ok, mmio} | L: loop { delslot 1, addslot 1 = 0x100+1 } until eexist ;
            """);

    @Test
    void aLoopOfUpdatesIsSearchedToItsEnd() {
        Exploration found = SelfChecked.explore(LOOP::world);
        assertThat(found.end()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(found.finding().orElseThrow().rule().kind()).isEqualTo(Rule.Kind.LIVELOCK);
        assertThat(found.size().states()).isEqualTo(19_241);
    }

    /** An entry that is not believed any more would be one that is. */
    @Test
    void entriesOfTwoGenerationsMustNotCountAsOne() {
        assertThatThrownBy(() -> SelfChecked.explore(() -> {
                    World world = LOOP.world();
                    Kvm kvm = world.kvm();
                    Relative wrong = new Relative(
                            kvm.slots().generationWord(),
                            new OneGeneration(kvm.type().mmioValue()));
                    MemoryMap map = world.assembly().map();
                    int pages = kvm.tables().shape().tables();
                    map.compare(wrong, kvm.tables().page(kvm.firstDirectRoot(), 0), pages, 1, 0);
                    map.compareFields(wrong);
                    return world;
                }))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("self-check");
    }

    private record OneGeneration(long mmioValue) implements Relative.Measure {
        @Override
        public long ofReference(long now) {
            return Slots.withGeneration(now, 0);
        }

        @Override
        public long of(long value, long now) {
            return Spte.isMmio(value, mmioValue) ? MakeSpte.withGeneration(value, 0) : value;
        }
    }
}
