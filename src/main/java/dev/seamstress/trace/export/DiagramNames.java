package dev.seamstress.trace.export;

/** What the scenario knows and a trace does not: the names in a {@link RaceDiagram}. */
public interface DiagramNames {
    /** The operation with that number, with its label if it has one: {@code A: fault x}. */
    String operation(int number);

    /** What the operation's result is called: its label, or the operation without one. */
    String result(int number);

    /**
     * One of {@code pages} pages from {@code gfn} on, by its name: {@code x} or {@code x[1]}, {@code 0x100} if there is
     * no name near. Of several pages the first that has a name of its own stands for all.
     */
    String page(long gfn, long pages);

    /** The bit of a gpa that says shared, in a TD; else 0. */
    long sharedBit();

    /** True if a leaf entry of {@code gfn} with that value belongs to a mirror. */
    boolean isMirrored(long gfn, long spte);

    /** True if the scenario makes calls of the module fail. */
    boolean hasInjections();
}
