package dev.seamstress.load.run;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.core.tdx.TdxSizes;
import dev.seamstress.load.metrics.Meter;
import dev.seamstress.load.metrics.Summary;
import java.util.List;

/** The names of all numbers of a result: those of a run in which nothing happens. */
final class Names {
    static final List<String> ALL = List.copyOf(Summary.of(idle()).values().keySet());

    private Names() {}

    private static Meter idle() {
        TreeShape shape = new TreeShape(4, List.of(GfnRange.of(0, 1)));
        return new Meter(1, 1, null, new int[0], new TdxMemory(new MemoryMap(), 2, shape, new TdxSizes(0, 1, 1, 2)), 0);
    }
}
