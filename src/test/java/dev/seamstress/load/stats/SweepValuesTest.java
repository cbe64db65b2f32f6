package dev.seamstress.load.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: lists of values are what they look like. Method: texts. */
class SweepValuesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,4|1,2,4",
                "1,2,4,...,576|1,2,4,8,16,32,64,128,256,512,576",
                "1,2,4,…,16|1,2,4,8,16",
                "10,20,...,50|10,20,30,40,50",
                "1,2,3,...,6|1,2,3,4,5,6",
                "4KiB, 64KiB|4KiB,64KiB",
                "kvm-6.16|kvm-6.16"
            })
    void valuesAreRead(String text, String expected) {
        SweepValues.Read read = SweepValues.read(text);
        assertThat(read.problem()).isEmpty();
        assertThat(String.join(",", read.values())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1,,2", "1,...,8", "1us,2us,...,8us", "1,2,5,...,9", "4,2,...,1", "1,2,4,...", "2,2"})
    void whatMakesNoSenseIsRefused(String text) {
        assertThat(SweepValues.read(text).problem()).isPresent();
    }

    @Test
    void thereAreNotTooMany() {
        assertThat(SweepValues.read("1,2,...,100").values()).hasSize(100);
        assertThat(SweepValues.read("1,2,...,1000000").problem()).isPresent();
    }
}
