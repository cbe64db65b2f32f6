package dev.seamstress.cli;

import dev.seamstress.load.run.BareMapping;
import dev.seamstress.load.run.DirectMapping;
import dev.seamstress.load.run.MappingRun;
import java.lang.management.ManagementFactory;

/** What {@code bench} measures of load runs: what a page costs that is mapped, in time and in memory. */
final class BenchLoads {
    private static final String SPTES = "mirror.spte";
    private static final long MAPPED_PAGES = 1 << 20;

    private final long pages;
    private double bytesPerPage;

    /** As many pages as bench maps. */
    BenchLoads() {
        this(MAPPED_PAGES);
    }

    /** {@code pages}: how many are mapped each time. */
    BenchLoads(long pages) {
        this.pages = pages;
    }

    /** Processor time of this thread, so that what else the machine does counts for little. */
    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** How much longer it takes to map the pages than to store the same words in a bare loop, right before. */
    double ofBareLoop() {
        long start = now();
        new BareMapping(pages).play();
        long bare = now() - start;
        start = now();
        MappingRun run = new MappingRun(pages);
        run.play();
        long mapped = now() - start;
        bytesPerPage = (double) run.bytes(SPTES) / pages;
        return (double) mapped / bare;
    }

    /**
     * How much longer it takes if {@code kvm_tdp_mmu_map} is called directly, for one page after the other. That a
     * world is built for it before is no part of it.
     */
    double directOfBareLoop() {
        long start = now();
        new BareMapping(pages).play();
        long bare = now() - start;
        DirectMapping mapping = new DirectMapping(pages);
        start = now();
        mapping.play();
        return (double) (now() - start) / bare;
    }

    /** Bytes of entries of the mirror a page; known after {@link #ofBareLoop}. */
    double bytesPerPage() {
        return bytesPerPage;
    }
}
