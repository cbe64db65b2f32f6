package dev.seamstress.core.vm;

/** Where the content of host pages is stored. */
public interface HostMemory {
    /** The word that stands for the content of the host page {@code pfn}; 0 is a page of zeroes. */
    long contentWord(long pfn);
}
