package dev.seamstress.engine;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Moment;

/**
 * What can happen next of which nobody can tell when it does: a message that says so of itself, or the next step of a
 * thread that does.
 *
 * <p>Decisions 020 and 021 say why a search that makes it at once, or puts it off, misses nothing.
 */
public final class Prompts {
    private final Machine[] machines;
    private final Channels channels;
    private final Images images;
    private final Reads reads;
    private final Fx fx;

    Prompts(Machine[] machines, Channels channels, Images images, Reads reads, Fx fx) {
        this.machines = machines;
        this.channels = channels;
        this.images = images;
        this.reads = reads;
        this.fx = fx;
    }

    /** A step is about to be made, by whoever it is. */
    public void begin() {
        channels.forgetAsking();
    }

    /**
     * A channel of which nobody can tell when it is chosen, or -1.
     *
     * <p>Requires: {@code machine} has made the step since {@link #begin}, but for those that this has answered since;
     * where a search makes such steps at once, no other thread has one to make. What a receiver is asked for is a part
     * of what the step has looked at, so only what it has sent counts, and not what was on its way before.
     */
    public int first(int machine) {
        int message = channels.firstPrompt();
        if (message >= 0) {
            return message;
        }
        return isNextPrompt(machine) || isLookingOn(machine) ? channels.channel(machine, machine) : firstAsking();
    }

    /** A message sent since {@link #begin} that its receiver lets arrive at once. */
    private int firstAsking() {
        int channel = channels.nextAsking(0);
        while (channel >= 0 && moment(channel) != Moment.AT_ONCE) {
            channel = channels.nextAsking(channel + 1);
        }
        return channel;
    }

    private Moment moment(int channel) {
        Message message = channels.message(channel, 0);
        if (!message.isUpToReceiver()) {
            return Moment.ANY;
        }
        int receiver = channels.receiver(channel);
        Machine asked = synced(receiver);
        reads.machine(receiver, images.own(receiver));
        return asked.moment(message);
    }

    /** True if nobody can tell when the channel, which has a message, is chosen. */
    public boolean is(int channel) {
        boolean isOwn = channels.sender(channel) == channels.receiver(channel);
        return channels.message(channel, 0).isPrompt()
                || isOwn && isNextPrompt(channels.receiver(channel))
                || moment(channel) == Moment.AT_ONCE;
    }

    /** True if the channel, which has a message, is one that a search chooses with the step before, if it can. */
    public boolean isAtOnce(int channel) {
        boolean isOwn = channels.sender(channel) == channels.receiver(channel);
        return is(channel) || isOwn && isLookingOn(channels.receiver(channel));
    }

    /** True if the channel, which has a message, need not be chosen now, as it can be chosen later. */
    public boolean isLater(int channel) {
        return moment(channel) == Moment.LATER;
    }

    private boolean isLookingOn(int machine) {
        return synced(machine) instanceof KernelThread thread && thread.isLookingOnNext(fx);
    }

    private boolean isNextPrompt(int machine) {
        return synced(machine) instanceof KernelThread thread && thread.isNextPrompt(fx);
    }

    private Machine synced(int machine) {
        images.sync(machine);
        return machines[machine];
    }
}
