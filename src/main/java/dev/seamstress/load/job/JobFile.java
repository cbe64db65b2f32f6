package dev.seamstress.load.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.scenario.problem.Source;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a job file: HOCON of at most {@link #BYTES_MAX} bytes that includes nothing.
 *
 * <p>Errors: all that is wrong, in the result; a job that is returned can be run.
 */
public final class JobFile {
    /** The largest file, in bytes. */
    public static final int BYTES_MAX = 256 << 10;

    /** How origins of the file, and of the command line, begin. */
    static final String ORIGIN = "job";

    static final String SET = "--set";
    private static final int DEPTH_MAX = 32;
    private static final Pattern USED = Pattern.compile("\\$\\{\\??let\\.\"?([\\w-]+)");
    private static final Pattern NAMED = Pattern.compile("\\s*let\\.\"?([\\w-]+)");

    private JobFile() {}

    /** A job, or problems. */
    public record Read(Optional<Job> job, Problems problems) {}

    /**
     * What a job may ask for.
     *
     * @param heapBytes how much memory there is
     * @param metrics the names that assertions may use
     */
    public record Limits(long heapBytes, List<String> metrics) {}

    /**
     * Reads the content of {@code file}, with {@code sets} in place of what it says: settings {@code key=value}, of
     * which later ones win.
     */
    public static Read read(Path file, byte[] content, List<String> sets, Limits limits) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            return refused(file, "this is no text in UTF-8", "a job is HOCON");
        }
        if (content.length > BYTES_MAX) {
            return refused(file, "the file is larger than 256 KiB", null);
        }
        if (depth(text) > DEPTH_MAX || sets.stream().anyMatch(set -> depth(set) > DEPTH_MAX)) {
            return refused(file, "the file nests deeper than 32 levels", null);
        }
        Findings findings = new Findings(file.toString(), new Source(text));
        Job job = null;
        try {
            ConfigObject root = parsed(text, sets, findings);
            job = new JobReader(file, findings, limits).job(new Group(root, "", findings));
        } catch (ConfigException e) {
            findings.syntax(e);
        }
        return findings.isEmpty()
                ? new Read(Optional.of(job), findings.problems())
                : new Read(Optional.empty(), findings.problems());
    }

    private static Read refused(Path file, String message, String hint) {
        Problem problem = Problem.error(At.NONE, message, hint);
        return new Read(Optional.empty(), new Problems(file.toString(), null, List.of(problem)));
    }

    private static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            dots = c == '\n' ? 0 : c == '.' ? dots + 1 : dots;
            deepest = Math.max(deepest, Math.max(depth, dots));
        }
        return deepest;
    }

    private static ConfigObject parsed(String text, List<String> sets, Findings findings) {
        Config config = ConfigFactory.parseString(text, options(ORIGIN, findings));
        requireNames(text, sets, findings);
        for (String set : sets) {
            if (!set.contains("=")) {
                findings.whole("--set " + set + " sets nothing", "write --set td.vcpus=8");
                continue;
            }
            config = ConfigFactory.parseString(set, options(SET + " " + set, findings))
                    .withFallback(config);
        }
        return config.resolve(ConfigResolveOptions.noSystem()).root();
    }

    /** What a setting names in {@code let} is to be used somewhere: else it is a slip, and changes nothing. */
    private static void requireNames(String text, List<String> sets, Findings findings) {
        String all = text + String.join("\n", sets);
        List<String> used =
                USED.matcher(all).results().map(use -> use.group(1)).distinct().toList();
        for (String set : sets) {
            Matcher name = NAMED.matcher(set);
            if (name.lookingAt() && !used.contains(name.group(1))) {
                findings.whole(
                        "nothing in the job is `let." + name.group(1) + "` (from the command line)",
                        Near.hint(name.group(1), used, "it would be ${let." + name.group(1) + "} in the job"));
            }
        }
    }

    /** The options to parse something with that is called {@code origin}. */
    static ConfigParseOptions options(String origin, Findings findings) {
        return ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setOriginDescription(origin)
                .setIncluder(new IncludesNothing(
                        what -> findings.whole("`include` of " + what + ": a job includes no other", null)));
    }
}
