package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.vm.VmWords;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import org.junit.jupiter.api.Test;

/**
 * Goal: what zaps for ever has finitely many states, as epochs and sequences count only in comparison; a word that is
 * wrongly said to be compared is found. Method: searches to their end, with the self-check, which asks of each state
 * that is reached again whether it goes on as it did.
 */
class ComparedStatesTest {
    private static final long GFN = 0x100;
    private static final Scene LOOP = Scene.of("loop", """
            TDX loop { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
             P0    | VMM                                                               ;
             enter | loop { convert x to shared, convert x to private } until einval   ;
            """);

    @Test
    void aLoopOfZapsIsSearchedToItsEnd() {
        Exploration found = SelfChecked.explore(LOOP::world);
        assertThat(found.end()).isEqualTo(SearchEnd.EXHAUSTED);
        assertThat(found.finding().orElseThrow().rule().kind()).isEqualTo(Rule.Kind.LIVELOCK);
        assertThat(found.size().states()).isEqualTo(4_626);
    }

    /** Private and shared would be one. */
    @Test
    void whatIsNotComparedMustNotBeSaidToBe() {
        assertThatThrownBy(() -> SelfChecked.explore(() -> {
                    World world = LOOP.world();
                    long seq = world.kvm().words().invalidate(VmWords.Invalidate.SEQ);
                    int attributes = MemoryMap.page(world.kvm().attributes().word(GFN));
                    Relative wrong = new Relative(seq, Relative.Form.SNAPSHOT);
                    world.assembly().map().compare(wrong, attributes, 1, 1, 0);
                    return world;
                }))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("self-check");
    }
}
