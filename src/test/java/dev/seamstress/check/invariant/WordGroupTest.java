package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.MemoryMap;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Goal: each group of words that a rule is woken by is there: a name that no class has would let a rule sleep. */
class WordGroupTest {
    @Test
    void everyGroupHasWords() {
        MemoryMap map = new Planted().rig.world.assembly().map();
        EnumSet<WordGroup> found = EnumSet.noneOf(WordGroup.class);
        for (int page = 0; page < map.pages(); page++) {
            found.add(WordGroup.of(map.classOf(MemoryMap.word(page, 0))));
        }
        assertThat(found).containsExactlyInAnyOrder(WordGroup.values());
    }
}
