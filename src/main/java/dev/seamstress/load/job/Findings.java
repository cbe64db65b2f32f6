package dev.seamstress.load.job;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.scenario.problem.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects what is wrong with a file, and where. Of one value only the first thing is told: the others follow from it.
 */
final class Findings {
    static final ConfigObject EMPTY = ConfigFactory.empty().root();
    private static final String USAGE = "a load job is HOCON, with `td { vcpus = 2, memory = 8MiB }` and"
            + " `phases = [ { closed {}, do = accept } ]`; conf/load has some";

    private final String file;
    private final Source source;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<ConfigValue> told = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> broken = new TreeSet<>();

    Findings(String file, Source source) {
        this.file = file;
        this.source = source;
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    Problems problems() {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt((Problem problem) -> problem.at().line())
                .thenComparingInt(problem -> problem.at().column()));
        return new Problems(file, source, sorted);
    }

    /** Something that cannot be read at all. */
    void syntax(ConfigException e) {
        String message =
                e.getMessage() == null ? "this is no HOCON" : e.getMessage().strip();
        String where = e.origin() == null ? "" : e.origin().description() + ": ";
        String what = message.startsWith(where) ? message.substring(where.length()) : message;
        if (e.origin() != null && e.origin().description().startsWith(JobFile.SET)) {
            String set = e.origin().description().replaceFirst(": \\d+$", "");
            whole(set + " cannot be read: " + what, "write --set td.vcpus=8");
            return;
        }
        int line = e.origin() == null ? -1 : e.origin().lineNumber();
        problems.add(Problem.error(at(line, ""), "this cannot be read: " + what, USAGE));
    }

    /** A value that is not what it should be; {@code path} ends with its key. */
    void wrong(ConfigValue value, String path, String message, String hint) {
        if (told.add(value)) {
            String key = path.substring(path.lastIndexOf('.') + 1);
            report(value.origin(), key, message, hint);
        }
    }

    /** What stands at this path, or should, is not known: nothing is to be said of what follows from it. */
    void breaks(String path) {
        broken.add(path);
    }

    /** True if so. */
    boolean isBroken(String path) {
        return broken.contains(path);
    }

    /** Something that is not there, in the group {@code path}. */
    void missing(ConfigObject group, String path, String message, String hint) {
        String key = path.substring(path.lastIndexOf('.') + 1).replaceAll("\\[.*", "");
        report(group.origin(), key, message, hint);
    }

    /** A problem of the file as a whole. */
    void whole(String message, String hint) {
        problems.add(Problem.error(At.NONE, message, hint));
    }

    private void report(ConfigOrigin origin, String key, String message, String hint) {
        boolean isHere = origin.description().startsWith(JobFile.ORIGIN) && origin.lineNumber() > 0;
        boolean isSet = origin.description().startsWith(JobFile.SET);
        String text = isSet ? message + " (from the command line)" : message;
        problems.add(Problem.error(isHere ? at(origin.lineNumber(), key) : At.NONE, text, hint));
    }

    /** Where {@code word} stands in a line; the line's text if it does not. */
    private At at(int line, String word) {
        if (source == null || line < 1 || line > source.lineCount()) {
            return At.NONE;
        }
        String text = source.line(line);
        int found = word.isEmpty() ? -1 : text.indexOf(word);
        int start = found >= 0 ? found : text.length() - text.stripLeading().length();
        int length = found >= 0 ? word.length() : text.strip().length();
        return At.of(line, text.codePointCount(0, start) + 1, length);
    }
}
