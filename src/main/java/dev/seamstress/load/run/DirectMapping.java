package dev.seamstress.load.run;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.TdpMmuMap;
import dev.seamstress.core.mmu.VcpuMmu;
import dev.seamstress.core.model.Costs;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.sim.Direct;
import java.util.ArrayList;
import java.util.List;

/**
 * The pages of {@link MappingRun}, mapped by {@code kvm_tdp_mmu_map()} alone, called for one after the other under
 * mmu_lock: no faults, no time, no queue. It shows what the function costs by itself, the module's call included.
 */
public final class DirectMapping {
    private static final int HOST = 1;
    private static final int VIA = 1;

    private final LoadWorld world;
    private final Direct direct;
    private final Mapper mapper;

    /** All of {@code pages}. Errors: {@link IllegalArgumentException} if there is no memory for so many. */
    public DirectMapping(long pages) {
        Job job = MappingRun.job(pages);
        this.world = new LoadWorld(job);
        Nobody nobody = new Nobody(LoadWorld.workloadId(job, 0));
        Assembly whole = world.assembly(Costs.NONE, nobody, (thread, number) -> null);
        this.mapper = new Mapper(world.kvm(), LoadWorld.FIRST_GFN, LoadWorld.FIRST_GFN + pages);
        List<Machine> machines = new ArrayList<>(whole.machines());
        machines.set(HOST, mapper);
        this.direct = new Direct(new Assembly(machines, whole.map(), whole.initials()), world.fills());
    }

    /** Maps them all. Errors: {@link ModelBug} if that ends otherwise than well. */
    public void play() {
        direct.play(HOST);
        if (!mapper.isDone()) {
            throw new ModelBug("pages were not mapped: " + mapper.where());
        }
    }

    /** Bytes that hold the words of a class, by its name. */
    public long bytes(String wordClass) {
        return direct.memory().bytes(wordClass);
    }

    /** The entry of a gfn in the mirror. */
    long entry(long gfn) {
        return direct.memory().read(world.mirrorEntry(gfn));
    }

    /** The thread that maps them. */
    private static final class Mapper extends KernelThread {
        private final Kvm kvm;
        private final long start;
        private final long end;

        Mapper(Kvm kvm, long start, long end) {
            super(HOST, "mapper");
            this.kvm = kvm;
            this.start = start;
            this.end = end;
        }

        @Override
        protected Procedure main() {
            return new MapPages(kvm, start, end);
        }
    }

    /** Maps one page after the other under mmu_lock. */
    private static final class MapPages extends Procedure {
        private static final Kind KIND = Kind.of("map_pages");
        private static final Step[] STEPS = At.values();

        private final Kvm kvm;
        private final VcpuMmu vcpu;
        private final long end;
        private long gfn;
        private Grant mmuLock;

        MapPages(Kvm kvm, long start, long end) {
            super(At.LOCK);
            this.kvm = kvm;
            this.vcpu = new VcpuMmu(kvm, VIA, null);
            vcpu.startWith(kvm.firstDirectRoot(), kvm.firstMirrorRoot());
            this.gfn = start;
            this.end = end;
        }

        private enum At implements Step {
            LOCK(Access.LOCAL),
            LOCKED(Access.LOCAL),
            MAPPED(Access.LOCAL),
            UNLOCK(Access.RACY);

            private final Access access;

            At(Access access) {
                this.access = access;
            }

            @Override
            public Access access() {
                return access;
            }
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return switch ((At) at()) {
                case LOCK -> {
                    kvm.mmuLock().request(fx, Grant.Mode.READ);
                    yield await(At.LOCKED);
                }
                case LOCKED -> {
                    mmuLock = t.granted();
                    yield map(t);
                }
                case MAPPED -> mapped(t);
                case UNLOCK -> {
                    kvm.mmuLock().release(t, fx, mmuLock);
                    yield ret(t, 0);
                }
            };
        }

        private Go map(KernelThread t) {
            return call(t, TdpMmuMap.ofPage(kvm, vcpu, gfn, mmuLock), At.MAPPED);
        }

        private Go mapped(KernelThread t) {
            long how = t.takeResult();
            if (how != RetPf.FIXED.ordinal()) {
                throw new ModelBug("gfn 0x" + Long.toHexString(gfn) + " was not mapped: " + RetPf.of(how));
            }
            gfn++;
            return gfn < end ? map(t) : go(At.UNLOCK);
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return STEPS;
        }

        @Override
        protected void locals(Fields f) {
            gfn = f.word("gfn", gfn);
            mmuLock = f.object(mmuLock);
        }
    }

    /** Feeds nobody. */
    private static final class Nobody extends Machine {
        Nobody(int id) {
            super(id, "nobody");
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            throw new ModelBug(this + " cannot take " + message);
        }

        @Override
        public void fields(Fields f) {}
    }
}
