package dev.seamstress.cli;

import dev.seamstress.actor.LiveWatch;
import dev.seamstress.load.run.LiveLoad.Role;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** How full the mailboxes of a live run were, by the role of whom they belong to, each time that somebody looked. */
final class MailboxDepths implements LiveWatch {
    private final int machines;
    private final IntFunction<Role> roles;
    private final BooleanSupplier isStopped;
    private final Map<Role, Depth> depths = new EnumMap<>(Role.class);
    private long looks;

    /** {@code isStopped} is asked at each look, and ends the run. */
    MailboxDepths(int machines, IntFunction<Role> roles, BooleanSupplier isStopped) {
        this.machines = machines;
        this.roles = roles;
        this.isStopped = isStopped;
        for (int machine = 0; machine < machines; machine++) {
            depths.computeIfAbsent(roles.apply(machine), role -> new Depth()).actors++;
        }
    }

    /** Of all mailboxes of one role together. */
    static final class Depth {
        private int actors;
        private long sum;
        private int max;

        /** How many mailboxes. */
        int actors() {
            return actors;
        }

        /** The fullest one seen. */
        int max() {
            return max;
        }
    }

    @Override
    public boolean look(Mailboxes mailboxes) {
        looks++;
        for (int machine = 0; machine < machines; machine++) {
            Depth depth = depths.get(roles.apply(machine));
            int now = mailboxes.depth(machine);
            depth.sum += now;
            depth.max = Math.max(depth.max, now);
        }
        return isStopped.getAsBoolean();
    }

    /** By role, in the order of machines. */
    Map<Role, Depth> byRole() {
        return depths;
    }

    /** Messages that wait in one mailbox, on average over mailboxes and looks; 0 if nobody looked. */
    double mean(Role role) {
        Depth depth = depths.get(role);
        return looks == 0 ? 0 : (double) depth.sum / looks / depth.actors;
    }

    /** How often somebody looked. */
    long looks() {
        return looks;
    }
}
