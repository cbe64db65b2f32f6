package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.HostMemory;
import dev.seamstress.core.model.Costs;
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
}
