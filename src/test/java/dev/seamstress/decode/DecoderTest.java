package dev.seamstress.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a word is taken for what it is, for several things only if it can be several, and no word is too odd to be
 * asked about.
 *
 * <p>Method: words whose readings were decided by hand; then random ones, of which every set bit must be shown.
 */
class DecoderTest {
    private static final int RANDOM_WORDS = 20_000;

    private static List<String> possible(long word) {
        return Decoder.readings(word).stream()
                .filter(Decoded::isPossible)
                .map(one -> one.reading().id())
                .toList();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "8000020000000092, status",
        "c0000b0800000001, status",
        "8600000001234b37, spte",
        "86000000012349b7, spte",
        "86000000012340b7, ''",
        "80000000000005a0, spte",
        "8000000000000000, spte rcx",
        "8000000001000907, spte sept",
        "80000000012340f7, rcx sept",
        "80000000012340f0, rcx",
        "81000000012340f0, sept",
        "80e0000000000000, sept",
        "0000000001234407, l2-sept",
        "0000000000008401, rdx",
        "0000000000000030, status",
        "0000000000000001, status rdx page-info",
        "0000000000200001, page-info",
        "0000000000100000, page-info spte",
        "0000000000100006, spte",
        "0000000000000000, status spte rdx rcx page-info",
        "deadbeefdeadbeef, ''",
    })
    void theLikeliestReadingComesFirst(String word, String readings) {
        assertThat(String.join(" ", possible(Long.parseUnsignedLong(word, 16)))).isEqualTo(readings);
    }

    @Test
    void everyReadingIsThereOnce() {
        for (long word : new long[] {0, -1, 0x8000_0200_0000_0092L}) {
            assertThat(Decoder.readings(word).stream().map(Decoded::reading))
                    .containsExactlyInAnyOrder(Reading.values());
        }
        assertThat(Reading.ids()).allMatch(id -> Reading.named(id).id().equals(id));
        assertThat(Reading.named("pte")).isNull();
    }

    @Test
    void noWordIsTooOddAndNoBitIsHidden() {
        SplittableRandom random = new SplittableRandom(0x5eed);
        long[] near = {0, 0x8000_0200_0000_0092L, 0x8600_0000_0123_4b37L, 0x8000_0000_0123_40f7L, 0x8401};
        for (int i = 0; i < RANDOM_WORDS; i++) {
            long flips = 0;
            for (int flip = 0; flip < 3; flip++) {
                flips |= 1L << random.nextInt(64);
            }
            long word = i % 2 == 0 ? random.nextLong() : near[i / 2 % near.length] ^ flips;
            for (Decoded one : Decoder.readings(word)) {
                if ((shown(one) & word) != word
                        || one.sentence().isBlank()
                        || one.name().isBlank()) {
                    throw new AssertionError("hidden bits or no words: " + one);
                }
                if (i % 64 == 0) {
                    assertAgrees(one);
                }
            }
        }
    }

    /** The bits that some row of the table shows. */
    private static long shown(Decoded one) {
        long shown = 0;
        for (Field field : one.fields()) {
            if (field.bits().matches("\\d+(:\\d+)?")) {
                int colon = field.bits().indexOf(':');
                int high =
                        Integer.parseInt(colon < 0 ? field.bits() : field.bits().substring(0, colon));
                int low = colon < 0 ? high : Integer.parseInt(field.bits().substring(colon + 1));
                shown |= -1L >>> 63 - high + low << low;
            }
        }
        return shown;
    }

    /** The value of each row is that of its bits. */
    private static void assertAgrees(Decoded one) {
        for (Field field : one.fields()) {
            if (!field.bits().matches("\\d+(:\\d+)?") || field.name().equals("success class")) {
                continue;
            }
            int colon = field.bits().indexOf(':');
            int high = Integer.parseInt(colon < 0 ? field.bits() : field.bits().substring(0, colon));
            int low = colon < 0 ? high : Integer.parseInt(field.bits().substring(colon + 1));
            boolean isHex = field.value().startsWith("0x");
            long value = Long.parseLong(isHex ? field.value().substring(2) : field.value(), isHex ? 16 : 10);
            assertThat(value).as(field.toString()).isEqualTo(one.word() >>> low & -1L >>> 63 - high + low);
        }
    }
}
