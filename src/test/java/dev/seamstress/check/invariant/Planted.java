package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.tdx.ModuleWords;
import dev.seamstress.world.Scene;
import java.util.List;

/**
 * The world of the tests that plant offences: x is private and mapped, x[1] shared and mapped, x[2] private and x[3]
 * shared and both empty; two vCPUs, a conversion, a notifier.
 */
final class Planted {
    static final int P0 = 0;
    static final int P1 = 1;
    static final int VMM = 2;
    static final int HOSTMM = 3;
    static final int MMU = 4;
    static final int TDX = 5;
    static final long X = 0x100;
    private static final String SLOTS = "{ slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; attr(x[1]) = shared;"
            + " direct(x[1]) = present; attr(x[3]) = shared; }";

    final Rig rig;
    final Kvm kvm;
    final SharedMemory memory;
    final ModuleWords tdx;
    final int mirror;
    final int direct;
    private final Places places;

    /** The world before its first step, with these operations of the four columns. */
    Planted(String p0, String p1, String vmm, String hostMm) {
        this(SLOTS, p0, p1, vmm, hostMm);
    }

    private Planted(String slots, String p0, String p1, String vmm, String hostMm) {
        String columns = " P0 | P1 | VMM | HOSTMM ;\n " + String.join(" | ", p0, p1, vmm, hostMm) + " ;\n";
        rig = new Rig(Scene.of("planted", "TDX planted\n" + slots + "\n" + columns));
        kvm = rig.kvm;
        memory = rig.memory;
        tdx = new ModuleWords(rig.tdx());
        mirror = root(true);
        direct = root(false);
        places = new Places(rig.world);
    }

    /** With an access on each side, a conversion of x to shared and a notifier on all. */
    Planted() {
        this("read x", "read x[1] shared", "convert x to shared", "notify x+8 madvise");
    }

    /** With the memory of two large pages, of which x is in the first. */
    static Planted wide() {
        String slots = SLOTS.replace("0x100+8", "0x0+0x400");
        return new Planted(slots, "read x", "read 0x200", "convert x to shared", "notify x+8 madvise");
    }

    private int root(boolean isMirror) {
        long list = memory.read(kvm.roots().list());
        for (int i = 0; i < RootList.size(list); i++) {
            if (kvm.tables().isMirror(RootList.at(list, i)) == isMirror) {
                return RootList.at(list, i);
            }
        }
        throw new AssertionError("no such root");
    }

    /** Goes on to the end of the step in which the machine tells the event. */
    Planted until(int machine, Event event) {
        rig.until(machine, event);
        return this;
    }

    /** Goes on to the end, where everything is at rest. */
    Planted toTheEnd() {
        rig.toTheEnd(1);
        return this;
    }

    long entry(int root, int level, long gfn) {
        return kvm.tables().word(root, level, gfn);
    }

    /** The private leaf that would map the gfn. */
    long privateLeaf(long gfn) {
        return leaf(kvm.hostPages().gmemPfn(gfn));
    }

    /** The shared leaf that would map the gfn. */
    long sharedLeaf(long gfn) {
        return leaf(kvm.hostPages().sharedPfn(gfn));
    }

    private static long leaf(long pfn) {
        return MakeSpte.leaf(pfn, new MakeSpte.Leaf(true, false, false, false));
    }

    /** Changes a word before the checks look, as if it had been so all along. */
    void let(long word, long value) {
        long old = memory.read(word);
        memory.write(word, value);
        if (places.group(word, old, value) == WordGroup.MIRROR) {
            int level = places.level(word);
            rig.checker.monitors().spteStored(level, old, value);
            rig.checker.monitors().pageStats().counted(level, old, value);
        }
    }

    long read(long word) {
        return memory.read(word);
    }

    /** Changes all fields of that name of a machine. */
    void poke(int machine, String name, long value) {
        rig.engine.machine(machine).fields(new Poke(name, value));
    }

    private record Poke(String name, long value) implements Fields {
        @Override
        public long word(String field, long old) {
            return field.equals(name) ? value : old;
        }

        @Override
        public long unhashed(String field, long old) {
            return word(field, old);
        }

        @Override
        public <T> T object(T reference) {
            return reference;
        }
    }

    void invalidateRoot(int root) {
        let(kvm.roots().role(root), read(kvm.roots().role(root)) | Role.INVALID);
    }

    /** The rules that a step of the machine breaks which makes one store. */
    List<String> store(int machine, long word, long value) {
        return rig.step(machine, () -> rig.store(word, value));
    }

    /** The rules that a step of the machine breaks which tells one event. */
    List<String> event(int machine, Event event, long... arguments) {
        return rig.step(machine, () -> rig.event(event, arguments));
    }

    /** The rules that a step breaks which does nothing. */
    List<String> nothing(int machine) {
        return rig.step(machine, () -> {});
    }

    /** The rules that a step breaks in which the machine gives mmu_lock back that it held for write. */
    List<String> writeUnlock(int machine) {
        let(kvm.mmuLock().word(), 1L << 32);
        return store(machine, kvm.mmuLock().word(), 0);
    }
}
