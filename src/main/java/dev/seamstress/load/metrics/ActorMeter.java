package dev.seamstress.load.metrics;

/**
 * How busy each actor is: threads with operations, the MMU and the TDX module with messages.
 *
 * <p>Shape: ids are threads, vCPUs first, then the MMU, then the module.
 */
final class ActorMeter {
    private final int mmu;
    private final ThreadMeter vcpus;
    private final ThreadMeter hosts;
    private final Level parked = new Level();
    private final Mailbox mmuBox = new Mailbox();
    private final Mailbox tdxBox = new Mailbox();
    private long due;
    private long taken;

    ActorMeter(Rows rows, int vcpus) {
        int threads = rows.threads();
        this.mmu = threads;
        this.vcpus = new ThreadMeter(rows, 0, vcpus);
        this.hosts = new ThreadMeter(rows, vcpus, threads - vcpus);
    }

    void keep(Recorder recorder) {
        recorder.average("actor.vcpu.busy", vcpus.active());
        recorder.average("actor.host.busy", hosts.active());
        recorder.actor("actor.mmu", mmuBox);
    }

    void due(long at, long start) {
        due = at;
        taken = start;
    }

    /** How long the message that is being taken has waited for its actor. */
    long waited() {
        return taken - due;
    }

    /** The actor has dealt with it. */
    void done(long time, int machine) {
        if (machine == mmu) {
            mmuBox.took(due, taken, time);
        } else if (machine == mmu + 1) {
            tdxBox.took(due, taken, time);
        }
    }

    private ThreadMeter kind(int thread) {
        return vcpus.has(thread) ? vcpus : hosts;
    }

    /** An operation of the thread begins. */
    void begins(int thread, long time) {
        kind(thread).begins(thread, time);
    }

    void ends(int thread, long time) {
        kind(thread).ends(thread, time);
    }

    void reset(long time) {
        vcpus.reset(time);
        hosts.reset(time);
        parked.reset(time);
        mmuBox.reset(time);
        tdxBox.reset(time);
    }

    ThreadMeter vcpus() {
        return vcpus;
    }

    ThreadMeter hosts() {
        return hosts;
    }

    /** How many vCPUs wait for another one to accept a page. */
    Level parked() {
        return parked;
    }

    Mailbox mmu() {
        return mmuBox;
    }

    Mailbox tdx() {
        return tdxBox;
    }
}
