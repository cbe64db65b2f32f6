package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: a rule is woken by all that it is about: each group has words and rules, and of a word that is its own lock
 * every bit but those of the lock wakes those who look at the rest.
 */
class WordGroupTest {
    private static final Set<WordGroup> LOCKS_OF_WORDS =
            EnumSet.of(WordGroup.SEPT_LOCK, WordGroup.PAMT_LOCK, WordGroup.TD_LOCK);

    private final Planted planted = new Planted();
    private final Places places = new Places(planted.rig.world);

    @Test
    void everyGroupHasWords() {
        MemoryMap map = planted.rig.world.assembly().map();
        EnumSet<WordGroup> found = EnumSet.copyOf(LOCKS_OF_WORDS);
        for (int page = 0; page < map.pages(); page++) {
            found.add(WordGroup.of(map.classOf(MemoryMap.word(page, 0))));
        }
        assertThat(found).containsExactlyInAnyOrder(WordGroup.values());
    }

    @Test
    void everyGroupHasRulesOrIsRemembered() {
        int bits = WordGroup.OTHER.bit();
        for (Invariant rule : Invariants.all()) {
            for (Invariant.Trigger trigger : rule.triggers()) {
                bits |= trigger.groups();
            }
        }
        assertThat(bits).isEqualTo(WordGroup.bits(WordGroup.values()));
    }

    @Test
    void ofAnEntryOnlyLockAndPriorityAreLocks() {
        long word = planted.tdx.entry(1, Planted.X);
        long old = SeptEntry.make(SeptState.MAPPED, 0x1234);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            boolean isLock = bit == 11 || bit == 52;
            assertThat(places.group(word, old, old ^ 1L << bit))
                    .as("bit %d", bit)
                    .isEqualTo(isLock ? WordGroup.SEPT_LOCK : WordGroup.SEPT);
        }
    }

    @Test
    void ofAPageOnlyTheLockIsALock() {
        long word = planted.rig.tdx().pamt(planted.rig.tdx().sizes().firstPfn());
        for (int bit = 0; bit < Long.SIZE; bit++) {
            assertThat(places.group(word, 0, 1L << bit))
                    .as("bit %d", bit)
                    .isEqualTo(bit < 16 ? WordGroup.PAMT_LOCK : WordGroup.PAMT);
        }
    }

    @Test
    void ofATdTheThreeLocksAreLocks() {
        assertThat(planted.tdx.tdLocks())
                .allSatisfy(word -> assertThat(places.group(word, 0, 1)).isEqualTo(WordGroup.TD_LOCK));
        assertThat(places.group(planted.tdx.childCount(), 0, 1)).isEqualTo(WordGroup.TDCS);
        assertThat(places.group(planted.tdx.epoch(), 0, 1)).isEqualTo(WordGroup.TDCS);
    }

    @Test
    void aLockOfTheKernelWakesWhenItGetsOrLosesAWriter() {
        long word = planted.kvm.mmuLock().word();
        assertThat(places.group(word, 0, 1)).isEqualTo(WordGroup.OTHER);
        assertThat(places.group(word, 0, 1L << 32)).isEqualTo(WordGroup.LOCKS);
        assertThat(places.group(word, 1L << 32, 0)).isEqualTo(WordGroup.LOCKS);
    }
}
