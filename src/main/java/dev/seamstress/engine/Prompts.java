package dev.seamstress.engine;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;

/**
 * What can happen next of which nobody can tell when it does: a message that says so of itself, or the next step of a
 * thread that does.
 *
 * <p>Decision 020 says why a search that makes it at once misses nothing.
 */
public final class Prompts {
    private final Machine[] machines;
    private final Channels channels;
    private final Images images;
    private final Fx fx;

    Prompts(Machine[] machines, Channels channels, Images images, Fx fx) {
        this.machines = machines;
        this.channels = channels;
        this.images = images;
        this.fx = fx;
    }

    /**
     * A channel of which nobody can tell when it is chosen, or -1.
     *
     * <p>Requires: {@code machine} has made the last step, but for those that this has answered since; where a search
     * makes such steps at once, no other thread has one to make.
     */
    public int first(int machine) {
        int message = channels.firstPrompt();
        return message < 0 && isNextPrompt(machine) ? channels.channel(machine, machine) : message;
    }

    /** True if nobody can tell when the channel, which has a message, is chosen. */
    public boolean is(int channel) {
        boolean isOwn = channels.sender(channel) == channels.receiver(channel);
        return channels.message(channel, 0).isPrompt() || isOwn && isNextPrompt(channels.receiver(channel));
    }

    private boolean isNextPrompt(int machine) {
        images.sync(machine);
        return machines[machine] instanceof KernelThread thread && thread.isNextPrompt(fx);
    }
}
