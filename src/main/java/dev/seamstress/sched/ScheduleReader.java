package dev.seamstress.sched;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the block of a schedule file, line by line, and says of everything that is wrong what was expected instead.
 *
 * <p>Shape: a line of the block is a comment. One with a key begins an entry, one without goes on with the entry before
 * it, so that lines may be wrapped anywhere between two words. Empty lines are nothing.
 */
final class ScheduleReader {
    static final String MODEL = "model";
    static final String MODULE = "module";
    static final String WITHOUT = "without";
    static final String SCENARIO = "scenario";
    static final String RULE = "rule";
    static final String STEPS = "steps";
    static final String DIGEST = "digest";
    static final String LOOP = "loop";
    static final String CHOICES = "choices";
    static final String CHECKS = "checks";

    private static final List<String> KEYS =
            List.of(MODEL, MODULE, WITHOUT, SCENARIO, RULE, STEPS, DIGEST, LOOP, CHOICES, CHECKS);
    private static final List<String> OPTIONAL_KEYS = List.of(WITHOUT, LOOP, CHECKS);
    private static final Pattern KEY = Pattern.compile("\\s*([a-z][a-z-]*):");
    private static final String COMMENT = "//";

    private final String text;
    private final ScheduleProblems problems = new ScheduleProblems();
    private final TreeMap<String, ScheduleEntry> entries = new TreeMap<>();
    private ScheduleBlock block;

    /** The index of the block's last line. */
    private int last;

    ScheduleReader(String text) {
        this.text = text;
    }

    ScheduleFile.Parsed read() {
        if (text.length() > ScheduleFile.FILE_BYTES_MAX) {
            problems.ofTheFile("the file is larger than 64 MiB", "a schedule of 2,000,000 choices takes less");
            return refused();
        }
        Optional<ScheduleBlock> found = ScheduleBlock.find(text);
        if (found.isEmpty()) {
            problems.ofTheFile(
                    "there is no schedule here", "a schedule begins with the line `" + ScheduleBlock.FIRST + " 1`");
            return refused();
        }
        block = found.get();
        if (!version()) {
            return refused();
        }
        collect();
        rest();
        missing();
        ScheduleFile file = problems.isEmpty() ? file() : null;
        return file == null || !problems.isEmpty() ? refused() : new ScheduleFile.Parsed(Optional.of(file), List.of());
    }

    private ScheduleFile.Parsed refused() {
        return new ScheduleFile.Parsed(Optional.empty(), problems.list());
    }

    private boolean version() {
        String line = block.lines().get(block.first());
        int start = block.quote().length() + ScheduleBlock.FIRST.length();
        String version = line.substring(start).strip();
        if (version.equals(Integer.toString(ScheduleFile.VERSION)) && Character.isWhitespace(line.charAt(start))) {
            return true;
        }
        boolean isNumber = version.matches("[0-9]{1,9}");
        problems.add(
                block.first() + 1,
                start + 1,
                line.length() - start,
                isNumber
                        ? "this is a schedule of version " + version + ", and this program reads version 1"
                        : "expected the version of the schedule, a number",
                isNumber ? "replay it with the program that wrote it" : null);
        return false;
    }

    /** Sorts the lines of the block into entries. */
    private void collect() {
        ScheduleEntry entry = null;
        for (last = block.first() + 1; last < block.lines().size(); last++) {
            String line = block.lines().get(last);
            if (line.isBlank()) {
                continue;
            }
            if (!block.isQuoted(line)) {
                problems.add(
                        last + 1,
                        1,
                        1,
                        "expected `" + block.quote() + "` at the start of this line",
                        "the lines of a schedule are all quoted in the same way");
                return;
            }
            String content = block.unquoted(line);
            if (content.strip().equals(ScheduleBlock.LAST)) {
                return;
            }
            if (!content.startsWith(COMMENT)) {
                problems.add(
                        last + 1,
                        block.quote().length() + 1,
                        content.length(),
                        "expected a line that begins with `//`, or `" + ScheduleBlock.LAST + "`",
                        null);
                return;
            }
            entry = collect(line, entry);
        }
        last = block.lines().size() - 1;
        problems.add(
                last + 1, 1, 1, "expected `" + ScheduleBlock.LAST + "`; the file ends before", "it has been cut off");
    }

    /** Takes one line; returns the entry that the next one may go on with. */
    private ScheduleEntry collect(String line, ScheduleEntry before) {
        int start = block.quote().length() + COMMENT.length();
        Matcher key = KEY.matcher(line).region(start, line.length());
        if (!key.lookingAt()) {
            if (before == null && !line.substring(start).isBlank()) {
                problems.add(last + 1, start + 1, line.length() - start, "expected `model:` or another key", null);
            } else if (before != null) {
                before.add(last + 1, start, line);
            }
            return before;
        }
        String name = key.group(1);
        ScheduleEntry entry = new ScheduleEntry(name, last + 1, key.start(1) + 1);
        entry.add(last + 1, key.end(), line);
        if (!KEYS.contains(name)) {
            entry.problem(
                    problems,
                    "version 1 has no key " + ScheduleProblems.quoted(name),
                    "there are " + String.join(", ", KEYS));
        } else if (entries.containsKey(name)) {
            String where = "the first is on line " + entries.get(name).line();
            entry.problem(problems, "`" + name + "` is here twice", where);
        } else {
            entries.put(name, entry);
        }
        return entry;
    }

    /** Behind the block there is nothing, but in a mail. */
    private void rest() {
        int end = block.isInMail() ? last : block.lines().size();
        for (int i = last + 1; i < end && problems.isEmpty(); i++) {
            String line = block.lines().get(i);
            String content = block.isQuoted(line) ? block.unquoted(line) : line;
            if (!content.isBlank()) {
                String hint = "what belongs to the scenario stands before the schedule";
                problems.add(i + 1, 1, line.length(), "expected nothing behind the schedule", hint);
            }
        }
    }

    private void missing() {
        for (String key : KEYS) {
            if (problems.isEmpty() && !entries.containsKey(key) && !OPTIONAL_KEYS.contains(key)) {
                String line = block.lines().get(last);
                problems.add(last + 1, 1, line.length(), "expected a line `// " + key + ":` before this one", null);
            }
        }
    }

    private List<String> without(ScheduleValues values) {
        if (!entries.containsKey(WITHOUT)) {
            return List.of();
        }
        String names = values.words(entries.get(WITHOUT), ScheduleFile.WITHOUT, "names of rules, as `V13, UAF`");
        return problems.isEmpty() ? List.of(names.split(", ")) : List.of();
    }

    private ScheduleFile file() {
        ScheduleValues values = new ScheduleValues(problems);
        String model = values.words(entries.get(MODEL), ScheduleFile.MODEL, "a model, as `kvm-6.19 + NAME`");
        String module = values.words(entries.get(MODULE), ScheduleFile.MODEL, "a module, as `1.5.01`");
        List<String> without = without(values);
        String hash = values.words(entries.get(SCENARIO), ScheduleFile.HASH, "a hash of 12 hex digits");
        String rule = values.words(entries.get(RULE), ScheduleFile.RULE, "a rule, as `V12` or `never#1`, or `none`");
        int steps = values.number(entries.get(STEPS), 0, ScheduleFile.CHOICES_MAX, "a number of steps");
        long digest = values.hex(entries.get(DIGEST), 16, "a digest of 16 hex digits");
        Schedule schedule = values.choices(entries.get(CHOICES));
        if (problems.isEmpty() && without.contains(rule)) {
            entries.get(RULE)
                    .problem(problems, "expected a rule that is looked at; `without` turns this one off", null);
        }
        if (problems.isEmpty() && schedule.size() != steps) {
            entries.get(CHOICES)
                    .problem(problems, "expected " + steps + " choices, there are " + schedule.size(), null);
        }
        OptionalInt loop = OptionalInt.empty();
        if (entries.containsKey(LOOP)) {
            loop = OptionalInt.of(values.number(entries.get(LOOP), 0, steps - 1, "a step of the schedule"));
        }
        Checks checks = entries.containsKey(CHECKS) ? values.checks(entries.get(CHECKS)) : Checks.none();
        if (problems.isEmpty() && checks.size() != steps && entries.containsKey(CHECKS)) {
            entries.get(CHECKS).problem(problems, "expected " + steps + " checks, there are " + checks.size(), null);
        }
        return problems.isEmpty()
                ? new ScheduleFile(block.scenario(), model, module, without, hash, rule, loop, schedule, digest, checks)
                : null;
    }
}
