package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.HostMemory;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;

/**
 * What every leaf knows and no leaf changes: where state lies, the TD's parameters, which module it is, what work
 * costs, how the scenario uses it.
 */
record ModuleContext(
        TdxMemory memory,
        TdParams td,
        ModuleVariant variant,
        LockModes locks,
        Costs costs,
        HostMemory host,
        ModuleUse use) {
    /** See {@link ModuleUse}. */
    boolean isContended() {
        return use.isContended();
    }

    /** True if the module has the stepping filter, and the scenario wants it. */
    boolean filtersSteps() {
        return use.live().filtersSteps() && variant.has(ModuleSwitch.ZERO_STEP);
    }

    /** True if HP_LOCK_TIMEOUT may elapse. */
    boolean hasTimeouts() {
        return use.live().hasTimeouts() && variant.has(ModuleSwitch.HP_TIMEOUT);
    }
}
