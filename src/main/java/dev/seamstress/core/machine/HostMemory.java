package dev.seamstress.core.machine;

/** Where the content of host pages is kept. */
public interface HostMemory {
    /** The word that stands for the content of a page; zero means zeroed. Of a class without a lock. */
    long contentWord(long pfn);

    /** False for a page whose content nobody ever looks at, which has no such word. */
    default boolean hasContent(long pfn) {
        return true;
    }
}
