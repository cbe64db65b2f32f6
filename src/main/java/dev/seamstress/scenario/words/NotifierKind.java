package dev.seamstress.scenario.words;

/** What an MMU notifier announces. */
public enum NotifierKind {
    /** The page is dropped. */
    MADVISE,
    /** The mapping is gone; holds mmap_lock for write. */
    MUNMAP,
    /** A new page backs the address. */
    MIGRATE,
    PROTECT;
}
