package dev.seamstress.trace.filter;

/** Tells of each step of a run whether it is shown. */
@FunctionalInterface
public interface Shown {
    /** True if the step is shown. */
    boolean step(int step);

    /** Every step is. */
    Shown ALL = step -> true;
}
