package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Letter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: every channel that holds a message is a choice, and no other is. Method: so many machines that the channels do
 * not fit into one word of bits; each channel alone, then every third with one taken away after the other.
 */
class ChannelsTest {
    private static final int MACHINES = 13;
    private static final int COUNT = MACHINES * MACHINES;

    private final Channels channels = new Channels(MACHINES, new Journal(), new Reads(), true);

    private List<Integer> walked() {
        List<Integer> all = new ArrayList<>();
        for (int c = channels.nextReady(0); c >= 0; c = channels.nextReady(c + 1)) {
            all.add(c);
        }
        return all;
    }

    private List<Integer> counted() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < channels.count(); i++) {
            assertThat(channels.channel(channels.from(i), channels.to(i))).isEqualTo(channels.ready(i));
            all.add(channels.ready(i));
        }
        return all;
    }

    @Test
    void eachChannelAloneIsTheOnlyChoice() {
        for (int channel = 0; channel < COUNT; channel++) {
            channels.push(channel, Continue.CONTINUE);
            assertThat(walked()).containsExactly(channel);
            assertThat(counted()).containsExactly(channel);
            channels.pop(channel);
            assertThat(walked()).isEmpty();
        }
    }

    /** Only the oldest of a channel can arrive, so only it is asked. */
    @Test
    void theFirstChannelWhoseOldestMessageIsPrompt() {
        assertThat(channels.firstPrompt()).isEqualTo(-1);
        channels.push(3, Letter.PLAIN);
        channels.push(3, Letter.PROMPT);
        channels.push(90, Letter.PROMPT);
        channels.push(90, Letter.PLAIN);
        channels.push(160, Letter.PROMPT);
        assertThat(channels.firstPrompt()).isEqualTo(90);
        channels.pop(3);
        assertThat(channels.firstPrompt()).isEqualTo(3);
        channels.pop(3);
        channels.pop(90);
        assertThat(channels.firstPrompt()).isEqualTo(160);
    }

    /** Those that something was sent to since, and that have a message yet. */
    @Test
    void theChannelsWhoseReceiversAreToBeAsked() {
        channels.push(5, Letter.ASKING);
        channels.forgetAsking();
        assertThat(asking()).isEmpty();
        channels.push(90, Letter.ASKING);
        channels.push(7, Letter.PROMPT);
        channels.push(160, Letter.ASKING);
        channels.push(160, Letter.ASKING);
        assertThat(asking()).containsExactly(90, 160);
        channels.pop(90);
        channels.pop(160);
        assertThat(asking()).containsExactly(160);
        channels.forgetAsking();
        assertThat(asking()).isEmpty();
        channels.push(90, Letter.PLAIN);
        assertThat(asking()).isEmpty();
    }

    private List<Integer> asking() {
        List<Integer> all = new ArrayList<>();
        for (int c = channels.nextAsking(0); c >= 0; c = channels.nextAsking(c + 1)) {
            all.add(c);
        }
        return all;
    }

    @Test
    void ofManyNoneIsLeftOut() {
        List<Integer> full = new ArrayList<>();
        for (int channel = 0; channel < COUNT; channel += 3) {
            channels.push(channel, Continue.CONTINUE);
            channels.push(channel, Continue.CONTINUE);
            full.add(channel);
        }
        while (!full.isEmpty()) {
            assertThat(walked()).isEqualTo(full);
            assertThat(counted()).isEqualTo(full);
            int taken = full.remove(full.size() / 2);
            channels.pop(taken);
            assertThat(walked()).contains(taken); // the second message is still there
            channels.pop(taken);
        }
        assertThat(walked()).isEmpty();
        assertThat(channels.count()).isZero();
    }
}
