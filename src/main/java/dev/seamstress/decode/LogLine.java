package dev.seamstress.decode;

import dev.seamstress.decode.Said.Named;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds in a line of the kernel's log, or of a trace, the words that can be decoded, whatever stands before them.
 *
 * <p>Shape: as the kernels print them, the oldest last: {@code SEAMCALL TDH_X failed: 0xS, entry 0xC, level_state 0xD};
 * {@code SEAMCALL (34) failed: 0xS} with {@code RCX 0xC RDX 0xD R08 0x…} behind it or on lines of their own;
 * {@code SEAMCALL (0x1c) failed: 0xS}; {@code TDH_VP_RD[…] failed 0xS}; {@code TD vp_enter_ret 0xS}; {@code SEAMCALL
 * failed: CPU 9: leaf 33, error 0xS}; and the entries of {@code kvm_tdp_mmu_spte_changed}. Of a warning the function
 * that gives it, {@code WARNING: CPU: 1 PID: 2 at arch/x86/kvm/FILE:LINE FUNCTION+0x1/0x2}, or since 6.19
 * {@code WARNING: arch/x86/kvm/FILE:LINE at FUNCTION+0x1/0x2, CPU#1: COMMAND/2}.
 *
 * <p>Source: Linux arch/x86/kvm/vmx/tdx.c, pr_tdx_error() and TDX_BUG_ON(), tdh_vp_rd_failed(), tdx_handle_exit();
 * arch/x86/virt/vmx/tdx/tdx.c, seamcall_err() and seamcall_err_ret(); kernel/panic.c, __warn(); earlier forms as people
 * have reported them.
 */
final class LogLine {
    private static final Pattern NUMBERED =
            Pattern.compile("\\bSEAMCALL ?[(\\[]?(?<leaf>0x[0-9a-fA-F]{1,16}|\\d{1,9})[)\\]]? failed\\b");
    private static final Pattern NAMED =
            Pattern.compile("\\b(?<leaf>TD[HG][._][A-Z0-9._]{0,40}[A-Z0-9])\\b[^:]{0,80}?\\bfailed\\b");
    private static final Pattern OLDEST =
            Pattern.compile("\\bSEAMCALL failed: CPU \\d{1,6}: leaf (?<leaf>\\d{1,9}), error\\b");
    private static final Pattern ENTER = Pattern.compile("\\bvp_enter_ret\\b");

    /** What may stand between {@code failed} and the status word. */
    private static final Pattern STATUS =
            Pattern.compile("(?: with)?(?: (?:status|error))?[:=]? ?(?:TDX_\\w{1,60} ?)?\\(?(?<word>[^\\s,;)]{0,200})");

    private static final Pattern REGISTER =
            Pattern.compile("(?i)(?<![\\w-])(?<name>rcx|rdx|r0?8|r0?9|r10|r11|entry|level_state)"
                    + "[ ,=:]{1,4}(?<word>0x[^\\s,;)]{0,200})");
    private static final Pattern SPTE =
            Pattern.compile("\\b(?<name>old_spte|new_spte|spte)[ =:]{1,2}(?<word>(?:0x)?[0-9a-fA-F]{1,16})\\b");

    /** What comes before the dot, the compiler has not made. */
    private static final Pattern WARNING = Pattern.compile(
            "\\bWARNING: (?:CPU: \\d{1,6} PID: \\d{1,9} at )?arch/x86/kvm/[\\w./-]{1,60}:\\d{1,6} (?:at )?"
                    + "(?<function>\\w{1,80})(?:\\.\\w{1,40}){0,4}\\+0x");

    /** In the names of the tracepoints, or of their fields. */
    private static final String OF_A_TRACE = "_spte";

    private static final String STATUS_HINT = "behind `failed:` stands the status, such as 0xc0000b0800000001";

    private LogLine() {}

    /**
     * What the line says, or null if it says nothing.
     *
     * <p>Errors: a broken word goes to {@code problems}; so does a call without a status, if {@code isStrict}.
     */
    static Said parse(String line, int number, boolean isStrict, Consumer<Problem> problems) {
        for (Pattern form : List.of(NUMBERED, OLDEST, NAMED, ENTER)) {
            Matcher found = form.matcher(line);
            if (found.find()) {
                String leaf = form == ENTER ? LeafName.TDH_VP_ENTER.name() : found.group("leaf");
                return withStatus(line, number, found, leaf, isStrict ? problems : null, problems);
            }
        }
        Matcher warning = WARNING.matcher(line);
        if (warning.find()) {
            At at = new Columns(line, number).at(warning.start(), line.length() - warning.start());
            return Said.warning(at, line.substring(warning.start()).strip(), warning.group("function"));
        }
        return line.contains(OF_A_TRACE) ? entries(line, number, problems) : null;
    }

    /** The registers that the line prints. */
    static List<Named> registers(String line, int number, int from, Consumer<Problem> problems) {
        return words(REGISTER, line, number, from, problems);
    }

    private static Said withStatus(
            String line,
            int number,
            Matcher call,
            String leaf,
            Consumer<Problem> ifMissing,
            Consumer<Problem> problems) {
        Matcher status = STATUS.matcher(line).region(call.end(), line.length());
        if (!status.lookingAt()) {
            return null;
        }
        String word = status.group("word").replaceFirst("[.]$", "");
        At at = new Columns(line, number).at(status.start("word"), word.length());
        if (!isANumber(word)) {
            if (ifMissing != null) {
                ifMissing.accept(Problem.error(at, "no status word behind the call", STATUS_HINT));
            }
            return null;
        }
        Long value = HexWord.parse(word, at, problems);
        if (value == null) {
            return null;
        }
        List<Named> words = new ArrayList<>(List.of(new Named(WordName.STATUS, value)));
        words.addAll(registers(line, number, status.end(), problems));
        At start = new Columns(line, number).at(call.start(), line.length() - call.start());
        String text = line.substring(call.start()).strip();
        return new Said(start, text, leaf, leafOf(leaf), true, words, 1);
    }

    private static boolean isANumber(String word) {
        return word.regionMatches(true, 0, "0x", 0, 2)
                || word.length() >= WordLine.DIGITS_MIN && HexWord.looksLikeOne(word);
    }

    private static Said entries(String line, int number, Consumer<Problem> problems) {
        List<Named> words = words(SPTE, line, number, 0, problems);
        if (words.isEmpty()) {
            return null;
        }
        Matcher first = SPTE.matcher(line);
        int start = first.find() ? first.start() : 0;
        At at = new Columns(line, number).at(start, line.length() - start);
        return new Said(at, line.substring(start).strip(), "", null, true, words, 1);
    }

    private static List<Named> words(Pattern form, String line, int number, int from, Consumer<Problem> problems) {
        List<Named> words = new ArrayList<>();
        Matcher next = form.matcher(line);
        Columns columns = new Columns(line, number);
        int at = Math.min(from, line.length());
        while (next.find(at)) {
            String word = next.group("word").replaceFirst("[.]$", "");
            At there = columns.at(next.start("word"), word.length());
            Long value = HexWord.parse(word, there, problems);
            if (value != null) {
                words.add(new Named(WordName.of(next.group("name")), value));
            }
            at = next.end();
        }
        return words;
    }

    /** Leaf numbers are hexadecimal with 0x and decimal without; above bit 15 is the version. */
    private static LeafName leafOf(String text) {
        if (text.startsWith("0x")) {
            long rax = Long.parseUnsignedLong(text.substring(2), 16);
            return rax >>> 24 == 0 ? LeafName.seamcall(rax & 0xFFFF) : null;
        }
        return Character.isDigit(text.charAt(0)) ? LeafName.seamcall(Long.parseLong(text)) : LeafName.named(text);
    }
}
