package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.HostMemory;

/** The content of a rig's host pages: a word for each that the rig says has one. */
record RigContent(TdxRig rig) implements HostMemory {
    @Override
    public long contentWord(long pfn) {
        if (!hasContent(pfn)) {
            throw new AssertionError("no content at pfn " + pfn);
        }
        return rig.contentWord(pfn);
    }

    @Override
    public boolean hasContent(long pfn) {
        return rig.contents.test(pfn);
    }
}
