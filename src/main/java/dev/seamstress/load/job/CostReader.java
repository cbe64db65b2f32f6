package dev.seamstress.load.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import dev.seamstress.load.random.Distribution;
import dev.seamstress.scenario.problem.Near;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads costs: those of {@code conf/costs.conf}, and what a job has in their place. */
final class CostReader {
    private static final String DEFAULTS = "/costs.conf";
    private static final List<String> FORMS = List.of("constant", "uniform", "exponential", "lognormal", "empirical");
    private static final int TIMES_MAX = 1_000_000;
    private static final int BYTES_MAX = 16 << 20;

    private final Path file;
    private final Findings findings;

    /** {@code file}: the job; files of times are beside it. */
    CostReader(Path file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** The costs of a job whose group {@code costs} this is. */
    CostTable costs(Group overridden) {
        TreeMap<String, CostTable.Entry> entries = new TreeMap<>();
        entries(overridden.object(), "", overridden, entries);
        return defaults().with(entries);
    }

    private static CostTable defaults() {
        Findings none = new Findings("conf/costs.conf", null);
        try (InputStream in = CostReader.class.getResourceAsStream(DEFAULTS)) {
            String text = new String(in.readAllBytes(), UTF_8);
            ConfigObject root = ConfigFactory.parseString(text, JobFile.options(JobFile.ORIGIN, none))
                    .root();
            TreeMap<String, CostTable.Entry> entries = new TreeMap<>();
            new CostReader(Path.of("conf/costs.conf"), none).entries(root, "", new Group(root, "", none), entries);
            CostTable table = new CostTable(entries);
            if (!none.isEmpty() || !table.missing().isEmpty()) {
                throw new IllegalStateException(none.problems().render() + " missing: " + table.missing());
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void entries(ConfigObject group, String path, Group costs, TreeMap<String, CostTable.Entry> into) {
        List<String> keys = CostTable.keys();
        for (Map.Entry<String, ConfigValue> each : group.entrySet()) {
            String key = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
            boolean isGroup = keys.stream().anyMatch(known -> known.startsWith(key + "."));
            if (keys.contains(key)) {
                Distribution time = time(new Group(group, costs.path(path), findings), each.getKey());
                into.put(key, new CostTable.Entry(time, source(each.getValue().origin())));
            } else if (isGroup && each.getValue() instanceof ConfigObject inner) {
                entries(inner, key, costs, into);
            } else {
                findings.wrong(each.getValue(), each.getKey(), "no cost `" + key + "`", hint(key, keys));
            }
        }
    }

    private static String hint(String key, List<String> keys) {
        return Near.hint(key, keys, "conf/costs.conf lists them");
    }

    /** The comment above a cost; what a job sets is its own. */
    private static String source(ConfigOrigin origin) {
        String comment =
                String.join(" ", origin.comments()).replaceAll("\\s+", " ").strip();
        return comment.isEmpty() ? CostTable.OF_THE_JOB : comment;
    }

    /** The distribution of that key, which is there: a time, or one of the {@link #FORMS}. */
    Distribution time(Group group, String key) {
        ConfigValue value = group.object().get(key);
        if (!(value instanceof ConfigObject form)) {
            return new Distribution.Constant(group.time(key, 0));
        }
        group.has(key);
        Group inner = new Group(form, group.path(key), findings);
        List<String> given = form.keySet().stream().filter(FORMS::contains).toList();
        if (given.size() != 1) {
            findings.wrong(value, key, "`" + group.path(key) + "` is no distribution", "it is " + forms());
            return new Distribution.Constant(0);
        }
        Distribution read = read(inner, given.get(0));
        inner.noMore();
        return read;
    }

    private static String forms() {
        return "a time, `{ uniform { min = 1us, max = 3us } }`, `{ exponential = 2us }`, "
                + "`{ lognormal { p50 = 2us, p99 = 5us } }` or `{ empirical = \"times.txt\" }`";
    }

    private Distribution read(Group group, String form) {
        return switch (form) {
            case "constant" -> new Distribution.Constant(group.time(form, -1));
            case "exponential" -> new Distribution.Exponential(group.time(form, -1));
            case "uniform" -> uniform(group, form);
            case "lognormal" -> lognormal(group, form);
            default -> empirical(group, form);
        };
    }

    private Distribution uniform(Group group, String form) {
        Group inner = group.group(form);
        long min = inner.time("min", -1);
        long max = inner.time("max", -1);
        inner.noMore();
        return new Distribution.Uniform(min, ordered(group, form, min, max) ? max : min);
    }

    private Distribution lognormal(Group group, String form) {
        Group inner = group.group(form);
        long p50 = Math.max(1, inner.time("p50", -1));
        long p99 = inner.time("p99", -1);
        inner.noMore();
        return ordered(group, form, p50, p99) ? new Distribution.Lognormal(p50, p99) : new Distribution.Constant(p50);
    }

    private boolean ordered(Group group, String form, long less, long more) {
        boolean isKnown = !group.isBroken(form + ".min", form + ".max", form + ".p50", form + ".p99");
        if (less > more && isKnown) {
            findings.wrong(group.object().get(form), form, "`" + group.path(form) + "` ends before it begins", null);
        }
        return less <= more;
    }

    /** A file of times in nanoseconds, one a line; empty lines and those that begin with # do not count. */
    private Distribution empirical(Group group, String key) {
        String name = group.text(key, "");
        try (InputStream in = open(name)) {
            String text = new String(in.readNBytes(BYTES_MAX), UTF_8);
            List<String> lines = text.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            boolean isRight = lines.stream().allMatch(line -> line.matches("\\d{1,15}"));
            if (isRight && !lines.isEmpty() && lines.size() <= TIMES_MAX && in.read() < 0) {
                return new Distribution.Empirical(
                        name, lines.stream().mapToLong(Long::parseLong).toArray());
            }
            wrongTimes(group, key, "`" + name + "` is no list of times");
        } catch (IOException | InvalidPathException e) {
            wrongTimes(group, key, "`" + name + "` cannot be read");
        }
        return new Distribution.Constant(0);
    }

    /** A job may be a stranger's: of what is no file, such as a pipe, there may be no end, or no beginning. */
    private InputStream open(String name) throws IOException {
        Path times = file.resolveSibling(name);
        if (!Files.isRegularFile(times)) {
            throw new NoSuchFileException(name);
        }
        return Files.newInputStream(times);
    }

    private void wrongTimes(Group group, String key, String message) {
        String hint = "a file beside the job, of at most a million lines, each a number of nanoseconds";
        findings.wrong(group.object().get(key), key, message, hint);
    }
}
