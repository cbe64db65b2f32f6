package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: rules about what the kernel counts fire. Method: each is broken by one planted step. */
class StatisticsRulesTest {
    private static final long LEAF = 0x8600000000000bb7L;
    private final Planted world = new Planted();

    @BeforeEach
    void isAtRest() {
        world.toTheEnd();
        assertThat(world.nothing(VMM)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void v29WhatIsCountedIsMapped(int level) {
        assertThat(counts(level, Spte.NONPRESENT, LEAF)).contains("V29");
        assertThat(counts(level, LEAF, LEAF)).as("nothing takes it back").contains("V29");
        assertThat(counts(level, LEAF, Spte.FROZEN)).isEmpty();
        assertThat(counts(level, LEAF, Spte.NONPRESENT)).contains("V29");
    }

    private List<String> counts(int level, long old, long next) {
        return world.event(VMM, Event.KVM_TDP_MMU_SPTE_CHANGED, X, level, old, next);
    }

    @Test
    void v29WhatIsMappedIsCounted() {
        long entry = world.entry(world.direct, 1, X + 3);
        assertThat(world.store(VMM, entry, world.sharedLeaf(X + 3))).contains("V29");
        assertThat(counts(1, Spte.NONPRESENT, world.sharedLeaf(X + 3))).isEmpty();
    }

    @Test
    void v29LevelsAreCountedApart() {
        counts(2, LEAF, Spte.NONPRESENT);
        assertThat(offence(1, Spte.NONPRESENT, LEAF)).startsWith("at 4K 1 pages more");
        counts(1, LEAF, Spte.NONPRESENT);
        assertThat(offence(3, Spte.NONPRESENT, LEAF)).startsWith("at 2M 1 pages fewer");
        counts(2, Spte.NONPRESENT, LEAF);
        assertThat(offence(3, Spte.NONPRESENT, LEAF)).startsWith("at 1G 2 pages more");
    }

    /** There are four threads: after the fifth nobody counts any more, and a search comes to its end. */
    @Test
    void v29WhatGoesOnBeingMiscountedStaysMiscounted() {
        for (int i = 0; i < 10; i++) {
            assertThat(counts(1, Spte.NONPRESENT, LEAF)).contains("V29");
        }
        for (int i = 0; i < 10; i++) {
            assertThat(offence(1, LEAF, Spte.NONPRESENT)).startsWith("at 4K 5 pages more");
        }
    }

    private String offence(int level, long old, long next) {
        return world.rig
                .offences(VMM, () -> world.rig.event(Event.KVM_TDP_MMU_SPTE_CHANGED, X, level, old, next))
                .get(0)
                .text();
    }

    @Test
    void v29WhatIsCountedIsInReach() {
        long list = world.kvm.roots().list();
        world.let(world.entry(world.direct, 1, X + 3), world.sharedLeaf(X + 3));
        assertThat(world.nothing(VMM)).isEmpty();
        long above = world.entry(world.direct, 2, X);
        long table = world.read(above);
        world.let(above, Spte.FROZEN);
        assertThat(world.nothing(VMM)).contains("V29");
        world.let(above, table);
        world.let(list, RootList.remove(world.read(list), world.direct));
        assertThat(world.nothing(VMM)).contains("V29");
    }
}
