package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.ModelBug;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: status words are the module's. Method: the whole words in hexadecimal, as a trace of real hardware has them.
 */
final class TdxStatusTest {
    @ParameterizedTest
    @CsvSource({
        "SUCCESS, 0",
        "OPERAND_INVALID, c000010000000000",
        "OPERAND_ADDR_RANGE_ERROR, c000010100000000",
        "OPERAND_BUSY, 8000020000000000",
        "PREVIOUS_TLB_EPOCH_BUSY, 8000020100000000",
        "OPERAND_BUSY_HOST_PRIORITY, 8000020400000000",
        "HOST_PRIORITY_BUSY_TIMEOUT, 9000020500000000",
        "PAGE_METADATA_INCORRECT, c000030000000000",
        "TD_FATAL, e000060400000000",
        "TDCS_NOT_ALLOCATED, c000060600000000",
        "OP_STATE_INCORRECT, c000060800000000",
        "VCPU_ASSOCIATED, 8000070100000000",
        "TD_KEYS_NOT_CONFIGURED, 8000081000000000",
        "EPT_WALK_FAILED, c0000b0000000000",
        "GPA_RANGE_NOT_BLOCKED, c0000b0600000000",
        "GPA_RANGE_ALREADY_BLOCKED, b0700000000",
        "TLB_TRACKING_NOT_DONE, c0000b0800000000",
        "PAGE_ALREADY_ACCEPTED, b0a00000000",
        "PAGE_SIZE_MISMATCH, c0000b0b00000000",
        "EPT_ENTRY_STATE_INCORRECT, c0000b0d00000000",
    })
    void hasTheModulesValue(TdxStatus status, String word) {
        assertThat(Long.toHexString(status.word())).isEqualTo(word);
    }

    @Test
    void codesAreDistinct() {
        assertThat(Arrays.stream(TdxStatus.values()).map(TdxStatus::word)).doesNotHaveDuplicates();
    }

    @Test
    void operandsLieInTheLowHalf() {
        assertThat(TdxStatus.OPERAND_BUSY.with(OperandId.RCX)).isEqualTo(0x8000020000000001L);
        assertThat(TdxStatus.OPERAND_BUSY.with(OperandId.SEPT_TREE)).isEqualTo(0x8000020000000092L);
        assertThat(TdxStatus.OPERAND_BUSY.with(OperandId.TD_EPOCH)).isEqualTo(0x80000200000000A9L);
        assertThat(TdxStatus.OPERAND_BUSY.with(OperandId.OP_STATE)).isEqualTo(0x80000200000000ACL);
        assertThat(TdxStatus.OPERAND_BUSY.with(OperandId.TDR)).isEqualTo(0x8000020000000080L);
    }

    @Test
    void busyIsOneCodeWhateverTheOperand() {
        assertThat(TdxStatus.isBusy(0x8000020000000092L)).isTrue();
        assertThat(TdxStatus.isBusy(0x80000200FFFFFFFFL)).isTrue();
        assertThat(TdxStatus.isBusy(0x8000020400000001L)).isFalse();
        assertThat(TdxStatus.isBusy(0x8000020100000000L)).isFalse();
        assertThat(TdxStatus.isBusy(0)).isFalse();
    }

    @Test
    void theSuccessClassIsMoreThanSuccess() {
        List<TdxStatus> successes = Arrays.stream(TdxStatus.values())
                .filter(status -> TdxStatus.isSuccessClass(status.word()))
                .toList();
        assertThat(successes)
                .containsExactly(
                        TdxStatus.SUCCESS,
                        TdxStatus.KEY_CONFIGURED,
                        TdxStatus.NO_HKID_READY_TO_WBCACHE,
                        TdxStatus.GPA_RANGE_ALREADY_BLOCKED,
                        TdxStatus.PAGE_ALREADY_ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({
        "0, SUCCESS",
        "8000020000000092, OPERAND_BUSY|SEPT_TREE",
        "c0000b0d00000001, EPT_ENTRY_STATE_INCORRECT|RCX",
        "8000020000000042, OPERAND_BUSY|0x42",
        "c0000b0b00000001, PAGE_SIZE_MISMATCH|1",
        "b0a00000000, PAGE_ALREADY_ACCEPTED|0",
        "30, SUCCESS|48",
    })
    void hasANameForPeople(String word, String name) {
        assertThat(TdxStatus.name(Long.parseUnsignedLong(word, 16))).isEqualTo(name);
    }

    @Test
    void aWordThatNoLeafReturnsIsABug() {
        assertThatThrownBy(() -> TdxStatus.of(0x1234_5678_0000_0000L)).isInstanceOf(ModelBug.class);
    }
}
