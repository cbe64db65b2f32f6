package dev.seamstress.core.machine;

/**
 * A thread or an owner of state: takes one message, acts through {@link Fx}, and waits for the next.
 *
 * <p>Shape: ids are dense from zero, in the order of the scenario, and name machines in schedules and traces.
 */
public abstract class Machine implements Stateful {
    private final int id;
    private final String name;

    protected Machine(int id, String name) {
        this.id = id;
        this.name = name;
    }

    public final int id() {
        return id;
    }

    /** What people call it: {@code P0}, {@code VMM}, {@code mmu}, {@code tdx}. */
    public final String name() {
        return name;
    }

    /**
     * One step: the delivery of {@code message}. Whatever it sends is delivered later, in any order but that of each
     * (sender, receiver) pair.
     *
     * <p>Errors: throws {@link ModelBug} if the message cannot be meant for this state; the world is then unusable.
     */
    public abstract void on(int from, Message message, Fx fx);

    /** Whether it matters when a message arrives that says that its receiver knows; {@link Moment#ANY} is safe. */
    public Moment moment(Message message) {
        return Moment.ANY;
    }

    /** True if the driver sends this machine a {@link Continue} before the first step. */
    public boolean starts() {
        return false;
    }

    @Override
    public final String toString() {
        return name;
    }
}
