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
import dev.seamstress.load.job.Job;
import dev.seamstress.load.random.Distribution;
import dev.seamstress.load.random.Streams;
import dev.seamstress.load.sim.Timing;
import java.util.stream.IntStream;

/**
 * Draws what things cost in one run. Each cost has a stream of its own for each thread that pays it, so that two runs
 * of one seed that differ in what they do, in who comes first, or in how many vCPUs there are, draw the same times for
 * what they have in common.
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

    private static final int TD_SHIFT = 20;

    /** Who is no vCPU is counted from here on, so that another number of vCPUs does not give it other times. */
    private static final int FIRST_OTHER = 1 << 19;

    private final Distribution[] distributions = new Distribution[COSTS.length + KINDS.length];
    private final int[] columns = new int[distributions.length];
    private final Streams streams;
    private final int width;
    private final int mmu;
    private final Role[] roles;
    private int payer;
    private long exit = -1;
    private boolean isAnswering;
    private int ipis;

    /** What a machine is to costs. */
    private enum Role {
        /** Pays for what it does, and for what others do for it. */
        THREAD,
        /** Owns locks: each message that it takes is an access to a lock's word. */
        OWNER,
        OTHER
    }

    /** Costs of a run of a job. */
    CostBook(Job job, long seed) {
        int vcpus = job.vm().vcpus();
        int threads = LoadWorld.threads(job);
        int tds = job.vm().tds();
        this.mmu = threads;
        int machines = LoadWorld.machines(job);
        int all = tds * machines;
        this.roles = new Role[all + 1];
        for (int machine = 0; machine < all; machine++) {
            int place = machine % machines;
            roles[machine] = place < threads ? Role.THREAD : place == threads ? Role.OWNER : Role.OTHER;
        }
        roles[all] = Role.OWNER; // of the locks that all TDs share
        for (Cost cost : COSTS) {
            distributions[cost.ordinal()] = job.costs().of(cost);
        }
        for (Costs.Kind kind : KINDS) {
            distributions[COSTS.length + kind.ordinal()] = job.costs().of(kind);
        }
        int[] drawn = IntStream.range(0, distributions.length)
                .filter(number -> !(distributions[number] instanceof Distribution.Constant))
                .toArray();
        for (int column = 0; column < drawn.length; column++) {
            columns[drawn[column]] = column;
        }
        this.width = drawn.length;
        this.streams = new Streams(
                all * width, seed, place -> name(drawn[place % width], payer(place / width, vcpus, machines)));
    }

    private static long payer(int machine, int vcpus, int machines) {
        int place = machine % machines;
        int who = place < vcpus ? place : FIRST_OTHER + place - vcpus;
        return (long) (machine / machines) << TD_SHIFT | who;
    }

    /** Kinds come first in the names of streams. */
    private static long name(int number, long payer) {
        int stream = number < COSTS.length ? KINDS.length + number : number - COSTS.length;
        return (1L + stream) << STREAM_SHIFT | payer;
    }

    private long ns(int number) {
        return distributions[number].ns(streams.at(payer * width + columns[number]));
    }

    @Override
    public long ns(Costs.Kind kind) {
        return ns(COSTS.length + kind.ordinal());
    }

    private long ns(Cost cost) {
        return ns(cost.ordinal());
    }

    @Override
    public long taking(Machine machine, int from, Message message) {
        Role role = roles[machine.id()];
        payer = role == Role.THREAD ? machine.id() : roles[from] == Role.THREAD ? from : mmu;
        exit = -1;
        ipis = 0;
        isAnswering = message instanceof Ipi;
        return role == Role.OWNER ? ns(Cost.LOCK_WORD) : 0;
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
