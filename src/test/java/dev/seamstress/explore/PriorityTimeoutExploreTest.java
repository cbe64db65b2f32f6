package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.world.WhatIf;
import org.junit.jupiter.api.Test;

/**
 * Goal: the guest that lost to a host that gave up is freed by the module's timeout, and by that alone; and a module
 * whose ACCEPT locks only what it can accept does not get there. Method: all schedules of the race.
 */
class PriorityTimeoutExploreTest {
    private static final int STATES_MAX = 400_000;
    private static final String LOST = "races/06-lost-host-priority";
    private static final String TIMED = "races/06t-lost-host-priority-timeout";
    private static final KernelModel NEWEST = KernelModel.of(KernelVariant.NEWEST);

    /** As without timers, of which the race has a file. */
    @Test
    void inAModuleThatTimesNothingItStaysStuck() {
        ClaimSearch.Result result = ClaimSearch.of(
                WhatIf.file(TIMED, NEWEST, module -> module.without(ModuleSwitch.HP_TIMEOUT)), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("livelock");
    }

    /** Then no host is ever refused on a free entry, and what the file wants to be seen is not. */
    @Test
    void whatIfAcceptLockedNothingThatIsFree() {
        ClaimSearch.Result result = ClaimSearch.of(
                WhatIf.file(LOST, NEWEST, module -> module.without(ModuleSwitch.ACCEPT_LOCKS_ANY)), STATES_MAX);
        assertThat(result.isExhausted()).isTrue();
        assertThat(result.offences()).containsOnlyKeys("sometimes#1");
        assertThat(result.verdict()).isNotEqualTo("livelock");
    }
}
