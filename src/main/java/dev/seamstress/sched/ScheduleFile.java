package dev.seamstress.sched;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A run to be repeated by somebody else: a scenario, the kernel and the module that it ran under, and the choices.
 *
 * <p>Shape: as text it is the scenario and a block of comments behind it, so it is a scenario itself, and can be
 * mailed, linted, run, and replayed. {@link #render} writes version 1, {@link #parse} reads it, also out of a quoted
 * mail. To this class the scenario's text is opaque.
 *
 * @param scenario the scenario's text, ended by a line feed, without a block
 * @param model the kernel and its changes, {@code kvm-6.19 + b33-track-no-kick}
 * @param module the TDX module
 * @param without the rules that nobody looked at, {@code V13}; mostly none
 * @param hash the scenario's hash, 12 hex digits
 * @param rule what the run breaks, as {@code expect} names it ({@code never#1}, {@code V12}, {@code bug_on}), or
 *     {@code deadlock}, {@code livelock}, {@code results}, {@code crash}, or {@link #NO_RULE}
 * @param loop for a livelock: the step from which on the schedule repeats for ever
 * @param digest the hash of all that the run told
 * @param checks one for each choice, or none
 */
public record ScheduleFile(
        String scenario,
        String model,
        String module,
        List<String> without,
        String hash,
        String rule,
        OptionalInt loop,
        Schedule schedule,
        long digest,
        Checks checks) {
    /** The rule of a run that breaks none. */
    public static final String NO_RULE = "none";

    /** The longest schedule. */
    public static final int CHOICES_MAX = 2_000_000;

    /** The largest file, in bytes: a schedule of the greatest length fits, with its checks. */
    public static final int FILE_BYTES_MAX = 64 << 20;

    static final int VERSION = 1;
    static final Pattern MODEL = Pattern.compile("[A-Za-z0-9_.-]{1,64}( \\+ [A-Za-z0-9_.-]{1,64}){0,63}");
    static final Pattern HASH = Pattern.compile("[0-9a-f]{12}");
    static final Pattern WITHOUT = Pattern.compile("[A-Za-z0-9_.-]{1,64}(, [A-Za-z0-9_.-]{1,64}){0,199}");
    static final Pattern RULE = Pattern.compile("[A-Za-z0-9_.-]{1,64}(#[0-9]{1,4})?");

    /** What came of reading a file: a value, or problems. */
    public record Parsed(Optional<ScheduleFile> file, List<ScheduleProblem> problems) {
        public Parsed {
            problems = List.copyOf(problems);
        }
    }

    /** Errors: {@link IllegalArgumentException} for what could not be read back. */
    public ScheduleFile {
        scenario = scenario.stripTrailing() + "\n";
        without = List.copyOf(without);
        require(!hasSchedule(scenario), "the scenario's text has a schedule of its own");
        require(MODEL.matcher(model).matches(), "the model is called " + model);
        require(MODEL.matcher(module).matches(), "the module is called " + module);
        require(
                without.isEmpty() || WITHOUT.matcher(String.join(", ", without)).matches(),
                "the rules that are off are called " + without);
        require(!without.contains(rule), "the rule " + rule + " is off and broken");
        require(HASH.matcher(hash).matches(), "the hash is " + hash);
        require(RULE.matcher(rule).matches(), "the rule is called " + rule);
        require(schedule.size() <= CHOICES_MAX, schedule.size() + " choices");
        require(checks.size() == 0 || checks.size() == schedule.size(), checks.size() + " checks");
        loop.ifPresent(step -> require(step >= 0 && step < schedule.size(), "the loop begins at step " + step));
    }

    /** Of a run in which all rules were looked at. */
    public ScheduleFile(
            String scenario,
            String model,
            String module,
            String hash,
            String rule,
            OptionalInt loop,
            Schedule schedule,
            long digest,
            Checks checks) {
        this(scenario, model, module, List.of(), hash, rule, loop, schedule, digest, checks);
    }

    private static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The file's text. */
    public String render() {
        return SchedulePrinter.print(this);
    }

    /** Reads a file's text. Errors: in the result; nothing is thrown for any text. */
    public static Parsed parse(String text) {
        return new ScheduleReader(text).read();
    }

    /** True if a schedule begins somewhere in {@code text}, whatever it is worth. */
    public static boolean hasSchedule(String text) {
        return ScheduleBlock.find(text).isPresent();
    }

    /** The scenario's part of {@code text}: what stands before the schedule, or all if there is none. */
    public static String scenarioOf(String text) {
        return ScheduleBlock.find(text).map(ScheduleBlock::scenario).orElse(text);
    }

    /** The same with these lines as comments below the scenario. */
    public ScheduleFile withComments(List<String> lines) {
        StringBuilder text = new StringBuilder(scenario).append("//\n");
        lines.forEach(line -> text.append("// ").append(line).append('\n'));
        return new ScheduleFile(text.toString(), model, module, without, hash, rule, loop, schedule, digest, checks);
    }

    /** The same without checks: shorter, for a mail. */
    public ScheduleFile withoutChecks() {
        return new ScheduleFile(scenario, model, module, without, hash, rule, loop, schedule, digest, Checks.none());
    }
}
