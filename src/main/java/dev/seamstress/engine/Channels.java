package dev.seamstress.engine;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.sched.Enabled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The messages in flight: one FIFO a (sender, receiver) pair, with undo and fingerprint.
 *
 * <p>Shape: channel number = sender × machines + receiver, so the enabled channels in number order are sorted by
 * sender, then receiver. Few channels ever hold a message, fewer hold two.
 */
final class Channels implements Enabled {
    private final int machines;
    private final Message[][] queues;
    private final int[] heads;
    private final int[] sizes;
    private final long[] hashes;
    private final long[] ready;
    private int readyCount;
    /** Which channels a message was sent to whose receiver knows whether its moment matters, since nobody cared. */
    private final long[] asking;

    private boolean isAnyAsking;
    private final Journal journal;
    private final Reads reads;
    private final boolean isTracking;
    private long fingerprint;
    private BlockSums sums;

    Channels(int machines, Journal journal, Reads reads, boolean isTracking) {
        this.machines = machines;
        this.reads = reads;
        this.journal = journal;
        this.isTracking = isTracking;
        int count = machines * machines;
        this.queues = new Message[count][];
        this.heads = new int[count];
        this.sizes = new int[count];
        this.hashes = new long[count];
        this.ready = new long[(count + 63) >> 6];
        this.asking = new long[ready.length];
    }

    /** From the next {@link #reset} on the fingerprint is a part of {@code all}. */
    void sumInto(BlockSums all) {
        sums = all;
    }

    void reset() {
        for (int c = 0; c < queues.length; c++) {
            if (sizes[c] > 0) {
                Arrays.fill(queues[c], null);
            }
            heads[c] = 0;
            sizes[c] = 0;
            hashes[c] = 0;
        }
        Arrays.fill(ready, 0);
        readyCount = 0;
        fingerprint = 0;
    }

    int channel(int from, int to) {
        return from * machines + to;
    }

    int sender(int channel) {
        return channel / machines;
    }

    int receiver(int channel) {
        return channel % machines;
    }

    void push(int channel, Message message) {
        reads.channel(channel, hashes[channel]);
        append(channel, message);
        if (isTracking) {
            journal.push(hashes[channel], channel, Journal.PUSH);
            long before = sizes[channel] == 1 ? seed(channel) : hashes[channel];
            setHash(channel, append(before, content(channel, message)));
            if (message.isUpToReceiver()) {
                asking[channel >> 6] |= 1L << channel;
                isAnyAsking = true;
            }
        }
    }

    /** From now on {@link #nextAsking} tells what is sent from now on. */
    void forgetAsking() {
        if (isAnyAsking) {
            Arrays.fill(asking, 0);
            isAnyAsking = false;
        }
    }

    /**
     * The first channel from {@code channel} on that has a message and was sent one whose receiver knows whether its
     * moment matters; or -1.
     */
    int nextAsking(int channel) {
        if (!isAnyAsking) {
            return -1;
        }
        int next = nextReady(channel);
        while (next >= 0 && (asking[next >> 6] & 1L << next) == 0) {
            next = nextReady(next + 1);
        }
        return next;
    }

    private void append(int channel, Message message) {
        Message[] queue = queues[channel];
        if (queue == null) {
            queue = queues[channel] = new Message[4];
        } else if (sizes[channel] == queue.length) {
            queue = grow(channel);
        }
        queue[(heads[channel] + sizes[channel]) & (queue.length - 1)] = message;
        if (sizes[channel]++ == 0) {
            ready[channel >> 6] |= 1L << channel;
            readyCount++;
        }
    }

    private Message[] grow(int channel) {
        Message[] old = queues[channel];
        Message[] queue = new Message[old.length * 2];
        for (int i = 0; i < old.length; i++) {
            queue[i] = old[(heads[channel] + i) & (old.length - 1)];
        }
        heads[channel] = 0;
        queues[channel] = queue;
        return queue;
    }

    Message pop(int channel) {
        Message[] queue = queues[channel];
        int head = heads[channel];
        Message message = queue[head];
        queue[head] = null;
        heads[channel] = (head + 1) & (queue.length - 1);
        shrunk(channel);
        if (isTracking) {
            journal.pushReference(message);
            journal.push(hashes[channel], channel, Journal.POP);
            setHash(channel, computed(channel));
        }
        return message;
    }

    private void shrunk(int channel) {
        if (--sizes[channel] == 0) {
            ready[channel >> 6] &= ~(1L << channel);
            readyCount--;
        }
    }

    void undoPush(int channel, long hash) {
        Message[] queue = queues[channel];
        queue[(heads[channel] + sizes[channel] - 1) & (queue.length - 1)] = null;
        shrunk(channel);
        setHash(channel, hash);
    }

    void undoPop(int channel, long hash, Message message) {
        Message[] queue = queues[channel];
        if (sizes[channel] == queue.length) {
            queue = grow(channel);
        }
        int head = (heads[channel] - 1) & (queue.length - 1);
        queue[head] = message;
        heads[channel] = head;
        if (sizes[channel]++ == 0) {
            ready[channel >> 6] |= 1L << channel;
            readyCount++;
        }
        setHash(channel, hash);
    }

    private void setHash(int channel, long hash) {
        if (sums == null) {
            fingerprint ^= hashes[channel] ^ hash;
        } else {
            sums.channelChanged(sender(channel), receiver(channel), hashes[channel], hash);
        }
        hashes[channel] = hash;
    }

    private long seed(int channel) {
        return sums == null ? channel + 1L : sums.commonChannel(sender(channel), receiver(channel));
    }

    private long content(int channel, Message message) {
        return sums == null ? message.content() : sums.content(sender(channel), receiver(channel), message);
    }

    private long computed(int channel) {
        int size = sizes[channel];
        if (size == 0) {
            return 0;
        }
        long hash = seed(channel);
        for (int i = 0; i < size; i++) {
            hash = append(hash, content(channel, message(channel, i)));
        }
        return hash;
    }

    private static long append(long hash, long content) {
        return Mix.mix(hash * 0xD6E8FEB86659FD93L + content);
    }

    long fingerprint() {
        return fingerprint;
    }

    /** The hash of what is in a channel; 0 if nothing is. */
    long hash(int channel) {
        return hashes[channel];
    }

    /** Adds all channels to sums that are empty. */
    void recompute(BlockSums all) {
        for (int c = 0; c < queues.length; c++) {
            all.channelChanged(sender(c), receiver(c), 0, computed(c));
        }
    }

    /** The fingerprint, computed from nothing but the messages. */
    long recompute() {
        long sum = 0;
        for (int c = 0; c < queues.length; c++) {
            sum ^= computed(c);
        }
        return sum;
    }

    /** The {@code index}-th oldest message of a channel. */
    Message message(int channel, int index) {
        return queues[channel][(heads[channel] + index) & (queues[channel].length - 1)];
    }

    int size(int channel) {
        return sizes[channel];
    }

    /** The first non-empty channel from {@code channel} on, or -1. */
    int nextReady(int channel) {
        int word = channel >> 6;
        if (word >= ready.length) {
            return -1;
        }
        long bits = ready[word] & -1L << channel;
        while (bits == 0) {
            if (++word == ready.length) {
                return -1;
            }
            bits = ready[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /** The first channel whose oldest message is prompt, or -1. */
    int firstPrompt() {
        int channel = nextReady(0);
        while (channel >= 0 && !message(channel, 0).isPrompt()) {
            channel = nextReady(channel + 1);
        }
        return channel;
    }

    /** The {@code index}-th non-empty channel. */
    int ready(int index) {
        int word = 0;
        int left = index;
        int count = Long.bitCount(ready[0]);
        while (left >= count) {
            left -= count;
            count = Long.bitCount(ready[++word]);
        }
        long bits = ready[word];
        for (; left > 0; left--) {
            bits &= bits - 1;
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /** The messages, channel by channel, oldest first, as text. */
    List<String> texts() {
        List<String> messages = new ArrayList<>();
        for (int c = nextReady(0); c >= 0; c = nextReady(c + 1)) {
            for (int i = 0; i < sizes[c]; i++) {
                messages.add(sender(c) + ">" + receiver(c) + " " + message(c, i));
            }
        }
        return messages;
    }

    @Override
    public int count() {
        return readyCount;
    }

    @Override
    public int from(int index) {
        return sender(ready(index));
    }

    @Override
    public int to(int index) {
        return receiver(ready(index));
    }
}
