package dev.seamstress.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a status word.
 *
 * <p>Source: include/auto_gen/tdx_error_codes_defs.h, and helpers.h, api_error_code_t, of module 1.5.01.
 */
final class StatusReader {
    private StatusReader() {}

    /** {@code leaf}: of the call that returned it, or null. {@code isPrinted}: it stood in the kernel's log. */
    static Decoded read(long word, LeafName leaf, boolean isPrinted) {
        StatusCode code = StatusCode.of(word);
        List<String> oddities = oddities(word, code);
        String kvm = KvmReaction.to(word, leaf, isPrinted);
        String sentence = name(word) + ": " + meaning(word, code) + (kvm.isEmpty() ? "" : "; " + kvm);
        return new Decoded(
                Reading.STATUS, word, name(word), sentence, fields(word, code), oddities, likelihood(word, code));
    }

    /** The word as people write it. */
    static String name(long word) {
        StatusCode code = StatusCode.of(word);
        if (code == StatusCode.UNINITIALIZE_ERROR) {
            return code.text();
        }
        if (code == StatusCode.SW_ERROR) {
            String suffix = code.lowHalf().suffix(word);
            return suffix.startsWith("|SEAMCALL") ? "TDX_" + suffix.substring(1) : code.text() + suffix;
        }
        return code == null ? "unknown status" : code.text() + code.lowHalf().suffix(word);
    }

    private static String meaning(long word, StatusCode code) {
        if (code == null) {
            return "a code that we know of no module, of the class \""
                    + StatusClass.of(word).text() + "\"";
        }
        String low = code.lowHalf().meaning(word);
        boolean isWorthIt = (int) word != 0 || code.lowHalf() == LowHalf.LEVEL;
        String names = code.lowHalf() == LowHalf.OPERAND ? "it names " : "";
        return code.meaning() + (low.isEmpty() || !isWorthIt ? "" : " (" + names + low + ")");
    }

    private static List<String> oddities(long word, StatusCode code) {
        List<String> oddities = new ArrayList<>();
        if (code == StatusCode.UNINITIALIZE_ERROR) {
            if ((int) word != -1) {
                oddities.add("bits 63:32 are all set, but not the others");
            }
            return oddities;
        }
        if (Field.cut(word, 59, 48) != 0) {
            oddities.add("bits 59:48 of a status word are zero");
        }
        if (code == null && StatusClass.of(word) == StatusClass.UNKNOWN) {
            oddities.add("no status has class " + LowHalf.hex(Field.cut(word, 47, 40)));
        } else if (code == null && !isAsNewCodesAre(word)) {
            oddities.add("no status has class and detail " + LowHalf.hex(Field.cut(word, 47, 32)));
        }
        if (code == StatusCode.SUCCESS && !code.lowHalf().isExplained(word)) {
            oddities.add("no TD leaves the guest for reason " + LowHalf.hex(word & 0xFFFF_FFFFL));
        }
        return oddities;
    }

    /** A module newer than all we know may have more codes for errors, with operands as the others have them. */
    private static boolean isAsNewCodesAre(long word) {
        return word < 0 && StatusClass.of(word) != StatusClass.GENERAL && Operand.of(word) != null;
    }

    private static Likelihood likelihood(long word, StatusCode code) {
        if (code == null) {
            return Likelihood.STATUS_WITH_UNKNOWN_CODE;
        }
        return code.lowHalf().isExplained(word) ? Likelihood.KNOWN_STATUS : Likelihood.STATUS_WITH_UNKNOWN_LOW_HALF;
    }

    private static List<Field> fields(long word, StatusCode code) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.bit(word, 63, "error", "an error", "no error"));
        fields.add(Field.bit(
                word,
                62,
                "non-recoverable",
                "to try again is not enough",
                word < 0 ? "to try again may be enough" : ""));
        fields.add(Field.bit(word, 61, "fatal", "the TD is lost", ""));
        fields.add(Field.bit(word, 60, "host-recoverability hint", "the host may mend it", ""));
        if (Field.cut(word, 59, 48) != 0) {
            fields.add(Field.bits(word, 59, 48, "reserved", "should be zero"));
        }
        fields.add(Field.bits(word, 47, 40, "class", StatusClass.of(word).text()));
        fields.add(Field.bits(word, 39, 32, "detail", code == null ? "not known" : code.text() + since(code)));
        LowHalf low = code == null ? LowHalf.OPERAND : code.lowHalf();
        String meaning = low.meaning(word);
        fields.add(Field.bits(word, 31, 0, lowName(low), meaning.isEmpty() && (int) word != 0 ? "not known" : meaning));
        fields.add(new Field("63:62", "success class", isSuccess(word) ? "yes" : "no", success(word)));
        return fields;
    }

    private static String since(StatusCode code) {
        return code.since() == StatusCode.Since.V15
                ? ""
                : ", of " + code.since().text();
    }

    private static String lowName(LowHalf low) {
        return switch (low) {
            case OPERAND -> "operand";
            case EXIT_REASON -> "exit reason";
            case LEVEL -> "level";
            case MSR -> "MSR";
            case LINUX -> "cause";
            case DETAIL -> "details";
        };
    }

    private static boolean isSuccess(long word) {
        return word >>> 62 == 0;
    }

    private static String success(long word) {
        if (isSuccess(word)) {
            return (int) (word >>> 32) == 0 ? "" : "though it is not TDX_SUCCESS";
        }
        return word >= 0 ? "a TD exit, but the vCPU or the TD is dead" : "";
    }
}
