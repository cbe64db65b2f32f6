package dev.seamstress.core.tdx;

/**
 * What is known beforehand of how a scenario uses the module.
 *
 * <p>Shape: {@code isContended}: some thread may call RANGE.BLOCK, MEM.TRACK or PAGE.REMOVE. Only then do calls show
 * what they hold where nobody else could meet it: one that fails while it holds locks spans two steps, and VP.ENTER
 * holds the epoch lock over a step of its own. Without it each is a step shorter: where nobody zaps, the host's calls
 * fail only on an entry that another call holds, and what they hold then is shared and in no one's way.
 */
public record ModuleUse(boolean isContended) {
    /** Every use. */
    public static final ModuleUse ANY = new ModuleUse(true);

    /** Nobody zaps. */
    public static final ModuleUse WITHOUT_ZAPS = new ModuleUse(false);
}
