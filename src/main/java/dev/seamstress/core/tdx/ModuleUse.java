package dev.seamstress.core.tdx;

import java.util.List;

/**
 * What is known beforehand of how a scenario uses the module, and what it wants to go wrong.
 *
 * <p>Shape: {@code isContended}: some thread may call RANGE.BLOCK, MEM.TRACK, PAGE.REMOVE, or a leaf that KVM does not
 * call while a TD runs. Only then do calls show what they hold where nobody else could meet it: one that fails while it
 * holds locks spans two steps, and VP.ENTER holds the epoch lock over a step of its own. Without it each is a step
 * shorter: where nobody zaps, the host's calls fail only on an entry that another call holds, and what they hold then
 * is shared and in no one's way.
 *
 * <p>{@code buildsTd}: some thread may call a leaf that wants something for itself that all others share, the TDR, the
 * TDVPR, or the key ownership table: PAGE.ADD, those of TDH.MR and TDH.MNG, VP.FLUSH and the like. Then every lock can
 * be in somebody's way, shared or not, and a call that fails while it holds any spans two steps.
 *
 * <p>{@code live}: what the module does only where it is asked for, as it costs states.
 */
public record ModuleUse(boolean isContended, boolean buildsTd, Live live, List<Injection> injections) {
    /** Every use of a TD that is built already; nothing goes wrong by itself. */
    public static final ModuleUse ANY = new ModuleUse(true, false, Live.NOTHING, List.of());

    /** Nobody zaps. */
    public static final ModuleUse WITHOUT_ZAPS = new ModuleUse(false, false, Live.NOTHING, List.of());

    /** Every use there is, from the making of the TD to its end. */
    public static final ModuleUse LIFE_CYCLE = new ModuleUse(true, true, Live.NOTHING, List.of());

    /** How many injections there can be: a call in flight keeps the number of one in eight bits. */
    private static final int INJECTIONS_MAX = 256;

    public ModuleUse {
        injections = List.copyOf(injections);
        if (injections.size() > INJECTIONS_MAX) {
            throw new IllegalArgumentException(injections.size() + " injections");
        }
    }

    /** The same use of a module whose locks are not those of a real one: every one can be in somebody's way. */
    ModuleUse relocked() {
        return new ModuleUse(true, true, live, injections);
    }

    /** The same use with these injections, of which the first that is at its call decides. */
    public ModuleUse with(List<Injection> more) {
        return new ModuleUse(isContended, buildsTd, live, more);
    }

    /** The same use with these parts alive. With the stepping filter VP.ENTER is one who may take what others share. */
    public ModuleUse with(Live parts) {
        return new ModuleUse(isContended || parts.filtersSteps(), buildsTd, parts, injections);
    }

    /** The parts of the module that are asked for: the stepping filter, and timeouts that may elapse. */
    public record Live(boolean filtersSteps, boolean hasTimeouts) {
        /** Neither. */
        public static final Live NOTHING = new Live(false, false);
    }

    /** True if a call that fails while it holds {@code mask} can be seen to hold it. */
    boolean showsFailure(int mask) {
        return buildsTd ? mask != 0 : isContended && ModuleLock.canRefuse(mask);
    }
}
