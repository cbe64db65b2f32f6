package dev.seamstress.load.metrics;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.ModuleLock;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.ShareX;
import dev.seamstress.core.tdx.TdxMemory;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The module's try-locks, which nobody waits for: how long they are held, and how often they refuse somebody. */
final class ModuleMeter {
    private final TdxMemory memory;
    private final long treeWord;
    private final long epochWord;
    private final long opStateWord;
    private final Level tree = new Level();
    private final Level epoch = new Level();
    private final Level opState = new Level();
    private final Level entries = new Level();
    private final TreeMap<String, Long> causes = new TreeMap<>();
    private final Level inCalls = new Level();
    private final long[] refusedBy = new long[Loss.values().length];
    private long calls;
    private long refusals;

    ModuleMeter(TdxMemory memory) {
        this.memory = memory;
        this.treeWord = memory.lockOfTd(ModuleLock.TREE);
        this.epochWord = memory.lockOfTd(ModuleLock.EPOCH);
        this.opStateWord = memory.lockOfTd(ModuleLock.OP_STATE);
    }

    /** The module stores into one of its words something else than was there. */
    void owned(long time, long word, long old, long next) {
        if (word == treeWord) {
            tree.set(time, holders(next));
        } else if (word == epochWord) {
            epoch.set(time, holders(next));
        } else if (word == opStateWord) {
            opState.set(time, holders(next));
        } else if (memory.isEntry(word) && SeptEntry.isLocked(old) != SeptEntry.isLocked(next)) {
            entries.change(time, SeptEntry.isLocked(next) ? 1 : -1);
        }
    }

    private static int holders(long lock) {
        return ShareX.isExclusive(lock) ? 1 : ShareX.sharers(lock);
    }

    void began() {
        calls++;
    }

    /** A call was refused; {@code call} and {@code by} are {@link CallName}s, as {@link Event#SEAMCALL_BUSY} tells. */
    void refused(long call, long status, long by) {
        refusals++;
        refusedBy[Loss.ofRefusal(status).ordinal()]++;
        String holder = CallName.isCall(by) ? name(CallName.leaf(by)) : "nobody's call";
        causes.merge(name(CallName.leaf(call)) + " refused by " + holder, 1L, Long::sum);
    }

    private static String name(Leaf leaf) {
        return leaf.toString();
    }

    void reset(long time) {
        for (Level each : new Level[] {tree, epoch, opState, entries, inCalls}) {
            each.reset(time);
        }
        causes.clear();
        Arrays.fill(refusedBy, 0);
        calls = 0;
        refusals = 0;
    }

    /** The locks, by name. */
    Map<String, Level> locks() {
        TreeMap<String, Level> locks = new TreeMap<>();
        locks.put("tree", tree);
        locks.put("epoch", epoch);
        locks.put("op_state", opState);
        locks.put("entry", entries);
        return locks;
    }

    /** How many calls are under way, but for vCPUs that are in the guest. */
    Level inCalls() {
        return inCalls;
    }

    /** How many calls were refused by such a lock. */
    long refusals(Loss lock) {
        return refusedBy[lock.ordinal()];
    }

    long calls() {
        return calls;
    }

    long refusals() {
        return refusals;
    }

    /** How often which call was refused by which. */
    TreeMap<String, Long> causes() {
        return new TreeMap<>(causes);
    }
}
