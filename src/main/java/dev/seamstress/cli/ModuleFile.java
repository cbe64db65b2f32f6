package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import dev.seamstress.core.model.LeafLock;
import dev.seamstress.core.model.LockMode;
import dev.seamstress.core.model.LockTable;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.load.job.IncludesNothing;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.scenario.problem.Source;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A file that describes a TDX module: which one it starts from, switches set otherwise, and locks taken otherwise.
 *
 * <p>Shape: HOCON with {@code from}, {@code switches} and {@code locks}, of at most {@link #BYTES_MAX} bytes and
 * {@link #DEPTH_MAX} levels. It includes nothing, and substitutes nothing.
 *
 * <p>Errors: all that is wrong, in the result.
 */
final class ModuleFile {
    /** The largest file, in bytes. */
    static final int BYTES_MAX = 64 << 10;

    /** How deep it may nest. */
    static final int DEPTH_MAX = 32;

    private static final List<String> KEYS = List.of("from", "switches", "locks");
    private static final String IN_LOCKS =
            "in `locks` stand leaves, and in each its locks: `locks { mem.page.accept { entry = none } }`";
    private static final List<LeafLock> LOCKS = List.of(LeafLock.values());

    private final String file;
    private final Source source;
    private final List<Problem> problems = new ArrayList<>();

    private ModuleFile(String file, Source source) {
        this.file = file;
        this.source = source;
    }

    /** A module, or problems. */
    record Read(Optional<ModuleVariant> module, Problems problems) {}

    /** Reads the content of {@code file}. */
    static Read read(String file, byte[] content) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            return refused(file, "this is no text in UTF-8", "a module file is HOCON, as `from = \"1.5.01\"`");
        }
        if (content.length > BYTES_MAX) {
            return refused(file, "the file is larger than 64 KiB", "a module file has a line for each change");
        }
        if (depth(text) > DEPTH_MAX) {
            return refused(file, "the file nests deeper than 32 levels", "`locks` nests as deep as a leaf's name");
        }
        ModuleFile reader = new ModuleFile(file, new Source(text));
        ModuleVariant module = null;
        try {
            ConfigParseOptions options = ConfigParseOptions.defaults()
                    .setSyntax(ConfigSyntax.CONF)
                    .setAllowMissing(false)
                    .setIncluder(new IncludesNothing(reader::included));
            Config parsed = ConfigFactory.parseString(text, options);
            module = reader.module(parsed.root());
        } catch (ConfigException e) {
            reader.syntax(e);
        }
        return reader.problems.isEmpty()
                ? new Read(Optional.of(module), new Problems(file, reader.source, List.of()))
                : new Read(Optional.empty(), reader.sorted());
    }

    private void included(String what) {
        problems.add(Problem.error(At.NONE, "`include` of " + what + ": a module file includes no other", null));
    }

    private static Read refused(String file, String message, String hint) {
        Problem problem = Problem.error(At.NONE, message, hint);
        return new Read(Optional.empty(), new Problems(file, null, List.of(problem)));
    }

    private static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            deepest = Math.max(deepest, depth);
        }
        long dots = text.lines()
                .mapToLong(line -> line.chars().filter(c -> c == '.').count())
                .max()
                .orElse(0);
        return (int) Math.max(deepest, dots);
    }

    private Problems sorted() {
        List<Problem> all = new ArrayList<>(problems);
        all.sort(Comparator.comparingInt(problem -> problem.at().line()));
        return new Problems(file, source, all);
    }

    private void syntax(ConfigException e) {
        int line = e.origin() == null ? -1 : e.origin().lineNumber();
        String message =
                e.getMessage() == null ? "this is no HOCON" : e.getMessage().strip();
        String where = e.origin() == null ? "" : e.origin().description() + ": ";
        String what = message.startsWith(where) ? message.substring(where.length()) : message;
        problems.add(Problem.error(line < 1 ? At.NONE : at(line, ""), "this cannot be read: " + what, usage()));
    }

    private static String usage() {
        return "a module file has `from = \"1.5.01\"`, `switches { zero-step = off }`, and "
                + "`locks { mem.page.accept { entry = none } }`";
    }

    /** Where {@code word} stands in a line; the line's text if it does not. */
    private At at(int line, String word) {
        if (line < 1 || line > source.lineCount()) {
            return At.NONE;
        }
        String text = source.line(line);
        int found = word.isEmpty() ? -1 : text.indexOf(word);
        int start = found >= 0 ? found : text.length() - text.stripLeading().length();
        int length = found >= 0 ? word.length() : text.strip().length();
        return At.of(line, text.codePointCount(0, start) + 1, length);
    }

    private void error(ConfigValue value, String word, String message, String hint) {
        problems.add(Problem.error(at(value.origin().lineNumber(), word), message, hint));
    }

    private ModuleVariant module(ConfigObject root) {
        for (Map.Entry<String, ConfigValue> entry : root.entrySet()) {
            if (!KEYS.contains(entry.getKey())) {
                String hint = Near.hint(entry.getKey(), KEYS, null);
                error(entry.getValue(), entry.getKey(), named("key", entry.getKey()), hint);
            }
        }
        ModuleVariant module = from(root);
        for (ModuleSwitch one : ModuleSwitch.values()) {
            module = switched(module, one, object(root, "switches"));
        }
        unknownSwitches(object(root, "switches"));
        ConfigObject locks = object(root, "locks");
        if (locks != null) {
            List<Change> changes = new ArrayList<>();
            locks(locks, "", changes);
            for (String leaf : module.locks().leaves()) {
                for (LeafLock lock : LOCKS) {
                    module = relocked(module, leaf, lock, changes);
                }
            }
        }
        return module;
    }

    private ModuleVariant from(ConfigObject root) {
        ConfigValue from = root.get("from");
        List<String> offered =
                ModuleVariant.offered().stream().map(ModuleVariant::name).toList();
        if (from == null) {
            problems.add(Problem.error(
                    At.NONE, "expected `from`, the module to start from", "it is one of " + Near.list(offered, "or")));
            return ModuleVariant.V1_5_01;
        }
        String name = text(from);
        if (!isWord(from)) {
            error(from, "from", "expected a module's name, found " + name, Near.hint("", offered, null));
            return ModuleVariant.V1_5_01;
        }
        if (!offered.contains(name)) {
            error(from, "from", "no module `" + name + "` to start from", Near.hint(name, offered, null));
            return ModuleVariant.V1_5_01;
        }
        return ModuleVariant.find(name).orElseThrow();
    }

    /** The text of a simple value; of others what they are. */
    private static String text(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
            case OBJECT -> "a group in braces";
            case LIST -> "a list";
            case NULL -> "nothing";
        };
    }

    private static boolean isWord(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> true;
            case OBJECT, LIST, NULL -> false;
        };
    }

    private ConfigObject object(ConfigObject root, String key) {
        ConfigValue value = root.get(key);
        if (value == null || value instanceof ConfigObject) {
            return (ConfigObject) value;
        }
        error(value, key, "`" + key + "` is a group in braces", usage());
        return null;
    }

    private void unknownSwitches(ConfigObject switches) {
        if (switches == null) {
            return;
        }
        List<String> known =
                Arrays.stream(ModuleSwitch.values()).map(ModuleSwitch::text).toList();
        switches.forEach((key, value) -> {
            if (!known.contains(key)) {
                String hint = Near.hint(key, known, "`seamstress models --module` lists them");
                error(value, key, named("switch", key), hint);
            }
        });
    }

    private ModuleVariant switched(ModuleVariant module, ModuleSwitch one, ConfigObject switches) {
        ConfigValue value = switches == null ? null : switches.get(one.text());
        if (value == null) {
            return module;
        }
        String word = text(value);
        if (word.equals("on") || word.equals("true")) {
            if (one == ModuleSwitch.DYNAMIC_PAMT || one == ModuleSwitch.PAGE_RELEASE) {
                error(value, one.text(), "not modelled yet: " + one.text(), null);
            }
            return module.with(one);
        }
        if (!word.equals("off") && !word.equals("false")) {
            String message = isWord(value) ? "a switch is not `" + word + "`" : "expected a switch, found " + word;
            error(value, one.text(), message, "it is `on` or `off`");
        }
        return module.without(one);
    }

    /** A cell as the file has it. */
    private record Change(String leaf, LeafLock lock, LockMode mode) {}

    private void locks(ConfigObject group, String leaf, List<Change> changes) {
        boolean isLeaf = LockTable.DEFAULT.leaves().contains(leaf);
        group.forEach((key, value) -> {
            String longer = leaf.isEmpty() ? key : leaf + "." + key;
            if (value instanceof ConfigObject inner && !isLeaf) {
                locks(inner, longer, changes);
            } else if (isLeaf) {
                lock(leaf, key, value, changes);
            } else {
                noLeaf(leaf, key, value);
            }
        });
    }

    /** A value stands where only leaves can, or under a name that no leaf has. */
    private void noLeaf(String leaf, String key, ConfigValue value) {
        String longer = leaf.isEmpty() ? key : leaf + "." + key;
        List<String> longest = LockTable.DEFAULT.leaves().stream()
                .filter(known -> known.equals(longer) || known.startsWith(longer + "."))
                .toList();
        if (!longest.isEmpty()) {
            String message = "`" + longer + "` has no value of its own";
            error(value, key, message, "a leaf has its locks in braces: `" + longest.get(0) + " { tdr = sh }`");
        } else if (leaf.isEmpty()) {
            error(value, key, named("leaf", key), IN_LOCKS);
        } else {
            error(value, key, named("leaf", leaf), nearLeaf(leaf));
        }
    }

    private static String nearLeaf(String leaf) {
        String plain = leaf.toLowerCase(Locale.ROOT).replace('_', '.').replaceFirst("^td[hg]\\.", "");
        return LockTable.DEFAULT.leaves().contains(plain)
                ? "a leaf is written without `TDH.` and in lower case: `" + plain + "`"
                : Near.hint(leaf, LockTable.DEFAULT.leaves(), "`seamstress models --module` lists them");
    }

    /** That there is no such thing; a name can be empty. */
    private static String named(String what, String name) {
        return name.isBlank() ? "a " + what + " without a name" : "no " + what + " `" + name + "`";
    }

    private void lock(String leaf, String key, ConfigValue value, List<Change> changes) {
        Optional<LeafLock> lock = LeafLock.named(key);
        if (lock.isEmpty()) {
            List<String> words = LOCKS.stream().map(LeafLock::word).toList();
            error(value, key, named("lock", key), Near.hint(key, words, "locks are " + Near.list(words, "and")));
            return;
        }
        Optional<LockMode> mode = isWord(value) ? LockMode.named(text(value)) : Optional.empty();
        if (!isWord(value)) {
            error(
                    value,
                    key,
                    "expected a mode of the lock `" + key + "`, found " + text(value),
                    others(leaf, lock.get()));
            return;
        }
        if (mode.isEmpty()) {
            List<String> words =
                    Arrays.stream(LockMode.values()).map(LockMode::word).toList();
            error(value, key, "no mode `" + text(value) + "` of a lock", Near.hint(text(value), words, null));
            return;
        }
        LockTable.Cell cell = LockTable.DEFAULT.cell(leaf, lock.get());
        if (cell == null) {
            String message = "`" + leaf + "` takes no lock `" + key + "`, and cannot be told to";
            error(value, key, message, "`seamstress models --module` shows what each leaf takes");
        } else if (cell.mode() != mode.get() && !cell.others().contains(mode.get())) {
            error(value, key, refusal(leaf, lock.get(), cell, mode.get()), others(cell));
        } else {
            changes.add(new Change(leaf, lock.get(), mode.get()));
        }
    }

    private static String refusal(String leaf, LeafLock lock, LockTable.Cell cell, LockMode mode) {
        return "`" + leaf + "` cannot run with its lock `" + lock.word() + "` as `" + mode.word() + "`: what it does "
                + "relies on `" + cell.mode().word() + "`";
    }

    /** What a lock of the leaf can be; null if the leaf has none. */
    private static String others(String leaf, LeafLock lock) {
        LockTable.Cell cell = LockTable.DEFAULT.cell(leaf, lock);
        return cell == null ? null : "it is `" + cell.mode().word() + "`; " + others(cell);
    }

    private static String others(LockTable.Cell cell) {
        List<String> words = cell.others().stream().map(LockMode::word).toList();
        return words.isEmpty() ? "this lock cannot be changed" : "it can be " + Near.list(words, "or");
    }

    private static ModuleVariant relocked(ModuleVariant module, String leaf, LeafLock lock, List<Change> changes) {
        return changes.stream()
                .filter(change -> change.leaf().equals(leaf) && change.lock() == lock)
                .findFirst()
                .map(change -> module.with(leaf, lock, change.mode()))
                .orElse(module);
    }
}
