package dev.seamstress.load.run;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.load.job.Cost;
import dev.seamstress.load.job.CostTable;
import dev.seamstress.load.random.Distribution;
import dev.seamstress.load.random.Draw;
import dev.seamstress.load.sim.Timing;

/**
 * Draws what things cost in one run. Each cost has a stream of its own for each thread that pays it, so that two runs
 * of one seed that differ in what they do, or in who comes first, draw the same times for what they have in common.
 *
 * <p>Where KVM's work is charged: on an exit, on asking for mmu_lock in read mode (what a fault does before), on the
 * begin of the walk or of a zap, on an attempt that came to nothing, for an entry that becomes none, for a page that is
 * cleared, and for an exit to userspace. A guest whose ACCEPT meets a lock is told at once, and pays on the way. Who
 * answers an interrupt by leaving the guest answers when it has left.
 */
final class CostBook implements Timing, Costs {
    private static final Costs.Kind[] KINDS = Costs.Kind.values();
    private static final Cost[] COSTS = Cost.values();

    /** Names of streams are above those of the workload. */
    private static final int STREAM_SHIFT = 40;

    private final Distribution[] ofModule = new Distribution[KINDS.length];
    private final Distribution[] others = new Distribution[COSTS.length];
    private final Draw[][] draws;
    private final long seed;
    private final int mmu;
    private final int machines;
    private final int all;
    private int payer;
    private long exit = -1;
    private boolean isAnswering;
    private int ipis;

    /**
     * Costs for {@code tds} TDs, each of which has three machines more than threads.
     *
     * @param threads of each, so also the place of the machine whose every message is an access to a lock's word
     */
    CostBook(CostTable table, long seed, int threads, int tds) {
        this.mmu = threads;
        this.machines = threads + 3;
        this.all = tds * machines;
        this.seed = seed;
        this.draws = new Draw[all][KINDS.length + COSTS.length];
        for (Costs.Kind kind : KINDS) {
            ofModule[kind.ordinal()] = table.of(kind);
        }
        for (Cost cost : COSTS) {
            others[cost.ordinal()] = table.of(cost);
        }
    }

    private Draw draw(int stream) {
        Draw[] own = draws[payer];
        if (own[stream] == null) {
            own[stream] = Draw.of(seed, (1L + stream) << STREAM_SHIFT | payer);
        }
        return own[stream];
    }

    @Override
    public long ns(Costs.Kind kind) {
        return ofModule[kind.ordinal()].ns(draw(kind.ordinal()));
    }

    private long ns(Cost cost) {
        return others[cost.ordinal()].ns(draw(KINDS.length + cost.ordinal()));
    }

    @Override
    public long taking(Machine machine, int from, Message message) {
        payer = isThread(machine.id()) ? machine.id() : isThread(from) ? from : mmu;
        exit = -1;
        ipis = 0;
        isAnswering = message instanceof Ipi;
        return isOwner(machine.id()) ? ns(Cost.LOCK_WORD) : 0;
    }

    private boolean isThread(int machine) {
        return machine < all && machine % machines < mmu;
    }

    /** True if it owns locks: those of a TD, or of them all. */
    private boolean isOwner(int machine) {
        return machine == all || machine % machines == mmu;
    }

    @Override
    public boolean interrupts(Message message) {
        return message instanceof Ipi && message != Ipi.DONE;
    }

    @Override
    public long again(int machine) {
        return Math.max(1, ns(Cost.KERNEL_RETRY));
    }

    @Override
    public long cost(int machine, Event event, long a, long b, long c, long d) {
        return switch (event) {
            case KVM_EXIT -> tdExit() + ns(Cost.KERNEL_EXIT);
            case LOCK_REQUESTED -> isFault(a, b) ? ns(Cost.KERNEL_FAULT) : 0;
            case FAULT_RETRY -> again(machine);
            case KVM_MMU_SPTE_REQUESTED, ZAP_BEGIN -> ns(Cost.KERNEL_WALK);
            case KVM_TDP_MMU_SPTE_CHANGED -> Spte.isPresent(d) ? 0 : ns(Cost.KERNEL_ZAP);
            case PAGE_CLEARED -> ns(Cost.KERNEL_CLEAR);
            case KVM_USERSPACE_EXIT -> ns(Cost.KERNEL_USERSPACE);
            case GUEST_ACCESS -> ns(Cost.GUEST_ACCESS);
            default -> 0;
        };
    }

    private static boolean isFault(long lock, long mode) {
        return lock == KernelLock.MMU_LOCK.number() && mode == Grant.Mode.READ.ordinal();
    }

    /** One exit of the guest: whatever asks for it first. */
    private long tdExit() {
        long ns = exit < 0 ? ns(Cost.TDX_EXIT) : exit;
        exit = -1;
        return ns;
    }

    @Override
    public long latency(int from, int to, Message message) {
        if (message instanceof Ipi ipi) {
            return ipi(ipi);
        }
        if (message instanceof Tdx.GuestReturn ret && TdxStatus.isRefusedByLock(ret.status())) {
            return ns(Kind.ACCEPT_REFUSED);
        }
        return message instanceof Tdx.Entered entered && entered.isFlushed() ? ns(Cost.TDX_FLUSH) : 0;
    }

    private long ipi(Ipi ipi) {
        if (ipi != Ipi.DONE) {
            return ns(Cost.IPI_FIRST) + (ipis++ == 0 ? 0 : (ipis - 1) * ns(Cost.IPI_NEXT));
        }
        if (isAnswering) {
            return ns(Cost.IPI_ACK);
        }
        exit = exit < 0 ? ns(Cost.TDX_EXIT) : exit;
        return exit + ns(Cost.IPI_ACK);
    }
}
