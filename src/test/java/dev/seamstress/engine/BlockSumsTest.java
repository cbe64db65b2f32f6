package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Token;
import dev.seamstress.core.machine.WordClass;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Goal: a sum over blocks is the same for two states if and only if an exchange makes one of the other. Method: states
 * of four vCPUs and an owner, put together by hand.
 */
class BlockSumsTest {
    private static final int OWNER = 4;
    private static final int WORDS = 0;
    private static final int CONTENT = 4;

    private static BlockSums sums() {
        MemoryMap map = new MemoryMap();
        map.add(WordClass.lockless("vcpu.words", 0), 4);
        map.add(WordClass.lockless("host.content", 0), 1);
        map.add(WordClass.lockless("packed", 0), 1);
        Blocks.Builder builder = new Blocks.Builder(map, 5, 4);
        for (int vcpu = 0; vcpu < 4; vcpu++) {
            int block = builder.add(new Blocks.Member(vcpu, vcpu, 0));
            builder.page(block, WORDS + vcpu, WORDS);
            builder.words(block, MemoryMap.word(CONTENT + 1, 8 * vcpu), 8, MemoryMap.word(CONTENT + 1, 0));
        }
        builder.tokens(CONTENT);
        return new BlockSums(builder.build(List.of()));
    }

    private static long sum(Consumer<BlockSums> state) {
        BlockSums sums = sums();
        state.accept(sums);
        return sums.sum(false);
    }

    private static void send(BlockSums sums, int from, int to, Message message) {
        sums.channelChanged(from, to, 0, sums.commonChannel(from, to) * 31 + sums.content(from, to, message));
    }

    /** Nobody is named more than once, each sends one message and gets one: only the pairs differ. */
    @Test
    void pairsAreToldApartOrNotMerged() {
        Consumer<BlockSums> one = sums -> {
            send(sums, 0, 1, grant(9));
            send(sums, 2, 3, grant(9));
        };
        Consumer<BlockSums> other = sums -> {
            send(sums, 0, 3, grant(9));
            send(sums, 2, 1, grant(9));
        };
        for (Consumer<BlockSums> state : List.of(one, other)) {
            BlockSums sums = sums();
            state.accept(sums);
            assertThat(sums.isCrossed()).isTrue();
        }
        assertThat(pinned(one)).isNotEqualTo(pinned(other));
    }

    private static long pinned(Consumer<BlockSums> state) {
        BlockSums sums = sums();
        state.accept(sums);
        return sums.sum(true);
    }

    private static LockMessage.Granted grant(int holder) {
        return new LockMessage.Granted(new Grant(0, Grant.Mode.READ, holder));
    }

    @Test
    void whatIsOnesIsTheSameWhoeverItIs() {
        assertThat(sum(s -> s.toggleWord(MemoryMap.word(1, 3), 7)))
                .isEqualTo(sum(s -> s.toggleWord(MemoryMap.word(2, 3), 7)))
                .isNotEqualTo(sum(s -> s.toggleWord(MemoryMap.word(2, 4), 7)))
                .isNotEqualTo(sum(s -> s.toggleWord(MemoryMap.word(2, 3), 8)));
        assertThat(sum(s -> s.toggleWord(MemoryMap.word(5, 1), 7)))
                .isEqualTo(sum(s -> s.toggleWord(MemoryMap.word(5, 25), 7)))
                .isNotEqualTo(sum(s -> s.toggleWord(MemoryMap.word(5, 26), 7)));
    }

    @Test
    void twoThingsOfOneAreNotOneThingOfTwo() {
        assertThat(sum(s -> {
                    s.toggleWord(MemoryMap.word(1, 3), 7);
                    s.toggleWord(MemoryMap.word(1, 4), 7);
                }))
                .isNotEqualTo(sum(s -> {
                    s.toggleWord(MemoryMap.word(1, 3), 7);
                    s.toggleWord(MemoryMap.word(2, 4), 7);
                }));
    }

    @Test
    void aQueueSaysWhoStandsWhere() {
        assertThat(queue(0, 1)).isEqualTo(queue(2, 3)).isNotEqualTo(queue(1, 1));
        assertThat(queueAndWord(0, 1, 0)).isEqualTo(queueAndWord(3, 2, 3)).isNotEqualTo(queueAndWord(0, 1, 1));
    }

    private static long queue(int first, int second) {
        return queueAndWord(first, second, -1);
    }

    private static long queueAndWord(int first, int second, int owner) {
        return sum(s -> {
            s.toggleField(OWNER, 1, first, Images.NAME, 1);
            s.toggleField(OWNER, 2, second, Images.NAME, 1);
            if (owner >= 0) {
                s.toggleWord(MemoryMap.word(owner, 0), 1);
            }
        });
    }

    @Test
    void aTokenSaysWhoHasWritten() {
        long word = MemoryMap.word(CONTENT, 2);
        assertThat(sum(s -> s.toggleWord(word, Token.of(1, 5))))
                .isEqualTo(sum(s -> s.toggleWord(word, Token.of(3, 5))))
                .isNotEqualTo(sum(s -> s.toggleWord(word, Token.of(3, 6))));
        assertThat(written(1, 1)).isEqualTo(written(2, 2)).isNotEqualTo(written(1, 2));
    }

    /** One wrote the page, and the monitor says who left what is in it. */
    private static long written(int writer, int left) {
        return sum(s -> {
            s.toggleWord(MemoryMap.word(CONTENT, 2), Token.of(writer, 5));
            s.toggleField(OWNER + 1, 0, Token.of(left, 5), Images.TOKEN, 1);
        });
    }

    @Test
    void messagesToOneNameItOrAnother() {
        assertThat(sum(s -> send(s, OWNER, 1, grant(1))))
                .isEqualTo(sum(s -> send(s, OWNER, 2, grant(2))))
                .isNotEqualTo(sum(s -> send(s, OWNER, 2, grant(1))))
                .isNotEqualTo(sum(s -> send(s, 2, OWNER, grant(2))));
        assertThat(sum(s -> send(s, 1, OWNER, enter(1))))
                .isEqualTo(sum(s -> send(s, 2, OWNER, enter(2))))
                .isNotEqualTo(sum(s -> send(s, 2, OWNER, enter(1))));
    }

    private static Tdx.Seamcall enter(int vcpu) {
        return new Tdx.Seamcall(Leaf.TDH_VP_ENTER, vcpu, 0, 0);
    }

    @Test
    void anIdOfAnotherCrossesAndComesBack() {
        BlockSums sums = sums();
        sums.toggleField(1, 4, 1, Images.NAME, 1);
        assertThat(sums.isCrossed()).isFalse();
        sums.toggleField(1, 5, 2, Images.NAME, 1);
        assertThat(sums.isCrossed()).isTrue();
        sums.toggleField(1, 5, 2, Images.NAME, -1);
        assertThat(sums.isCrossed()).isFalse();
    }

    @Test
    void anOrbitHasAsManyStatesAsThereAreWaysToStand() {
        BlockSums sums = sums();
        assertThat(sums.orbit()).isEqualTo(1);
        sums.toggleWord(MemoryMap.word(0, 0), 1);
        assertThat(sums.orbit()).isEqualTo(4);
        sums.toggleWord(MemoryMap.word(3, 0), 1);
        assertThat(sums.orbit()).isEqualTo(6);
        sums.toggleWord(MemoryMap.word(1, 0), 2);
        assertThat(sums.orbit()).isEqualTo(12);
        sums.toggleWord(MemoryMap.word(0, 1), 2);
        assertThat(sums.orbit()).isEqualTo(24);
    }
}
