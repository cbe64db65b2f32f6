package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.MapMemory;
import dev.seamstress.core.machine.CheckedFx;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: a coin lands on either side, and takes both messages to be over. Method: both orders, and each wrong one. */
final class CoinTossTest {
    private static final Message HEADS = new Tdx.Touch(1);
    private static final Message TAILS = new Tdx.Touch(2);

    private record Sent(long ns, int channel, Message message) {}

    private static final class Channels extends CheckedFx {
        private final List<Sent> sent = new ArrayList<>();

        Channels() {
            super(new MemoryMap(), new MapMemory(new MemoryMap()));
        }

        @Override
        public void send(int to, Message message) {
            throw new AssertionError(message);
        }

        @Override
        public void after(long ns, int lp, Message message) {
            sent.add(new Sent(ns, lp, message));
        }

        @Override
        protected void told(Event event, long a, long b, long c, long d) {}
    }

    @Test
    void oneMessageInEachChannel() {
        Channels fx = new Channels();
        assertThat(CoinToss.flip(fx, 3, HEADS, 9, TAILS)).isEqualTo(CoinToss.IN_THE_AIR);
        assertThat(fx.sent).containsExactly(new Sent(0, 3, HEADS), new Sent(0, 9, TAILS));
        assertThatThrownBy(() -> CoinToss.flip(fx, 3, HEADS, 3, TAILS)).isInstanceOf(ModelBug.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"HEADS", "TAILS"})
    void theFirstDecidesAndTheSecondEndsIt(CoinToss first) {
        CoinToss second = first == CoinToss.HEADS ? CoinToss.TAILS : CoinToss.HEADS;
        assertThat(CoinToss.IN_THE_AIR.isDecided()).isFalse();
        CoinToss decided = CoinToss.IN_THE_AIR.landed(first);
        assertThat(decided).isEqualTo(first);
        assertThat(decided.isDecided()).isTrue();
        assertThat(decided.landed(second)).isEqualTo(first);
        assertThatThrownBy(() -> decided.landed(first)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> decided.landed(CoinToss.IN_THE_AIR)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> CoinToss.IN_THE_AIR.landed(CoinToss.IN_THE_AIR))
                .isInstanceOf(ModelBug.class);
    }
}
