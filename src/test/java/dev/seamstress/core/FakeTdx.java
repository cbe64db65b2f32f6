package dev.seamstress.core;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.Tdx.ExtendedQualification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stand-in for the TDX module: entry states without locks, each call two steps, and statuses that a test can dictate.
 *
 * <p>It knows what is linked and what is mapped, and fails a test that asks for what cannot be.
 */
public final class FakeTdx extends Machine {
    public static final long BUSY = 0x8000020000000001L;
    public static final long STATE_INCORRECT = 0xC0000B0D00000001L;
    public static final long ALREADY_BLOCKED = 0x00000B0700000001L;
    public static final long NOT_BLOCKED = 0xC0000B0600000000L;
    public static final long NOT_TRACKED = 0xC0000B0800000000L;
    private static final long LINKED = 1;
    private static final long PENDING = 2;
    private static final long MAPPED = 3;
    private static final long BLOCKED = 4;
    private static final long TRACKED = 5;
    private static final int STATE_BITS = 3;

    private boolean isFlushing = true;
    private long[] script = {};
    private int scripted;
    private int interrupted;
    private final TreeMap<Long, Long> entries = new TreeMap<>();
    private final TreeMap<Integer, Tdx.Seamcall> running = new TreeMap<>();

    public FakeTdx(int id) {
        super(id, "tdx");
    }

    /** Dictates what the next calls return, VP.ENTER included: 0 is success; after them all succeed. */
    public void script(long... statuses) {
        script = statuses;
        scripted = 0;
    }

    /** The next {@code count} ACCEPTs of a pending page are cut short by an interrupt. */
    public void interruptsAccepts(int count) {
        interrupted = count;
    }

    /** From now on an entry flushes the vCPU's private translations, or does not. */
    public void flushesAtEntry(boolean isNow) {
        isFlushing = isNow;
    }

    /** Links the tables down to {@code gfn}, as if it had always been so. */
    public void link(long gfn) {
        for (int level = 3; level > 0; level--) {
            long shift = 9L * level;
            entries.put(Tdx.pageInfo(gfn >>> shift << shift, level), LINKED);
        }
    }

    /** Maps {@code gfn} to {@code pfn}, accepted, as if it had always been so. */
    public void map(long gfn, long pfn) {
        link(gfn);
        entries.put(Tdx.pageInfo(gfn, 0), pfn << 12 << STATE_BITS | MAPPED);
    }

    /** True if the gfn's entry is free. */
    public boolean isFree(long gfn) {
        return state(Tdx.pageInfo(gfn, 0)) == 0;
    }

    /** Takes back the link of one table. */
    public void unlink(long gfn, int septLevel) {
        long shift = 9L * septLevel;
        entries.remove(Tdx.pageInfo(gfn >>> shift << shift, septLevel));
    }

    private long nextStatus() {
        return scripted < script.length ? script[scripted++] : 0;
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        if (message instanceof Tdx.Seamcall call) {
            begin(from, call, fx);
        } else if (message instanceof Tdx.Complete complete) {
            Tdx.Seamcall call = running.remove(from);
            long status = status(call);
            long page = call.leaf().hasPageInfo() ? call.rcx() : 0;
            fx.trace(Event.SEAMCALL_DONE, call.leaf().ordinal(), Tdx.gfnOf(page), Tdx.levelOf(page), status);
            fx.send(from, new Tdx.Return(complete.leaf(), status, 0, 0));
        } else if (message instanceof Tdx.Touch touch) {
            fx.send(from, touch(touch.rcx()));
        } else if (message instanceof Tdx.Accept accept) {
            fx.send(from, accept(accept.rcx()));
        }
    }

    private void begin(int from, Tdx.Seamcall call, Fx fx) {
        if (call.leaf() == Leaf.TDH_VP_ENTER) {
            long status = nextStatus();
            fx.send(from, status == 0 ? new Tdx.Entered(isFlushing, 1) : new Tdx.Return(call.leaf(), status, 0, 0));
            return;
        }
        running.put(from, call);
        fx.after(1, from, new Tdx.Complete(call.leaf()));
    }

    private long status(Tdx.Seamcall call) {
        long status = nextStatus();
        if (status != 0) {
            return status;
        }
        return switch (call.leaf()) {
            case TDH_MEM_SEPT_ADD, TDH_MEM_PAGE_AUG -> add(call);
            case TDH_MEM_RANGE_BLOCK -> block(call.rcx());
            case TDH_MEM_TRACK -> track();
            case TDH_MEM_PAGE_REMOVE -> remove(call.rcx());
            case TDH_PHYMEM_PAGE_WBINVD,
                    TDH_PHYMEM_PAGE_RECLAIM,
                    TDH_PHYMEM_CACHE_WB,
                    TDH_MNG_VPFLUSHDONE,
                    TDH_MNG_KEY_FREEID -> 0;
            default -> throw new ModelBug("no such call: " + call);
        };
    }

    private long add(Tdx.Seamcall call) {
        if (entries.containsKey(call.rcx()) || !isParentLinked(call.rcx())) {
            return STATE_INCORRECT;
        }
        boolean isLeaf = call.leaf() == Leaf.TDH_MEM_PAGE_AUG;
        entries.put(call.rcx(), call.r8() << STATE_BITS | (isLeaf ? PENDING : LINKED));
        return 0;
    }

    private long block(long pageInfo) {
        if (state(pageInfo) != PENDING && state(pageInfo) != MAPPED) {
            return STATE_INCORRECT;
        }
        enter(pageInfo, BLOCKED);
        return 0;
    }

    private long track() {
        List<Long> blocked =
                entries.keySet().stream().filter(key -> state(key) == BLOCKED).toList();
        blocked.forEach(key -> enter(key, TRACKED));
        return 0;
    }

    private long remove(long pageInfo) {
        if (state(pageInfo) == TRACKED) {
            entries.remove(pageInfo);
            return 0;
        }
        return state(pageInfo) == BLOCKED ? NOT_TRACKED : NOT_BLOCKED;
    }

    private void enter(long pageInfo, long state) {
        entries.computeIfPresent(pageInfo, (k, v) -> v - state(k) + state);
    }

    private boolean isParentLinked(long pageInfo) {
        int level = Tdx.levelOf(pageInfo) + 1;
        long shift = 9L * level;
        long base = Tdx.gfnOf(pageInfo) >>> shift << shift;
        return level == 4 || state(Tdx.pageInfo(base, level)) == LINKED;
    }

    private long state(long pageInfo) {
        return entries.getOrDefault(pageInfo, 0L) & (1 << STATE_BITS) - 1;
    }

    private Tdx touch(long pageInfo) {
        if (state(pageInfo) == MAPPED) {
            return new Tdx.Hit(entries.get(pageInfo) >>> STATE_BITS + 12);
        }
        boolean isPending = state(pageInfo) == PENDING;
        return violation(pageInfo, isPending ? ExtendedQualification.PENDING : ExtendedQualification.NONE);
    }

    private Tdx accept(long pageInfo) {
        long state = state(pageInfo);
        if (state == PENDING && interrupted > 0) {
            interrupted--;
            return new Tdx.GuestReturn(0x8000000300000000L);
        }
        if (state == PENDING) {
            enter(pageInfo, MAPPED);
            return new Tdx.GuestReturn(0);
        }
        return state == MAPPED
                ? new Tdx.GuestReturn(0x00000B0A00000000L)
                : violation(pageInfo, ExtendedQualification.ACCEPT);
    }

    private static Tdx violation(long pageInfo, ExtendedQualification type) {
        return new Tdx.EptViolation(Tdx.gfnOf(pageInfo) << 12, type, 0);
    }

    @Override
    public void fields(Fields f) {
        listMap(f, entries);
        int count = f.count("running", running.size());
        List<Map.Entry<Integer, Tdx.Seamcall>> calls = new ArrayList<>(running.entrySet());
        running.clear();
        for (int i = 0; i < count; i++) {
            Map.Entry<Integer, Tdx.Seamcall> call = f.object(
                    i < calls.size()
                            ? Map.entry(calls.get(i).getKey(), calls.get(i).getValue())
                            : null);
            f.word("caller", call.getKey());
            f.word("call", call.getValue().content());
            running.put(call.getKey(), call.getValue());
        }
        scripted = f.count("scripted", scripted);
        interrupted = f.count("interrupted", interrupted);
    }

    private static void listMap(Fields f, TreeMap<Long, Long> map) {
        int count = f.count("count", map.size());
        List<Map.Entry<Long, Long>> pairs = new ArrayList<>(map.entrySet());
        map.clear();
        for (int i = 0; i < count; i++) {
            long key = f.word("key", i < pairs.size() ? pairs.get(i).getKey() : 0);
            map.put(key, f.word("value", i < pairs.size() ? pairs.get(i).getValue() : 0));
        }
    }
}
