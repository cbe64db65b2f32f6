package dev.seamstress.house;

import dev.seamstress.core.model.Mutation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * From what the kernel does to the class that does it here and to the tests that guard it.
 *
 * <p>A row names functions of the kernel; the classes are those of the core whose comments name one of them as their
 * source. The row names tests; each must be about one of these classes, or search a scenario that puts one to work.
 */
final class KernelMap {
    static final Path PAGE = Path.of("src/site/markdown/kernel-map.md");
    private static final Path ROWS = Path.of("src/test/resources/dev/seamstress/house/kernel");
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path SCENARIOS = Path.of("scenarios");

    /** Comments of these name functions that are not theirs: they say which condition of a function was met. */
    private static final List<String> LISTS = List.of("BugOn", "WarnOn");

    private final List<Documented> rules;
    private final TreeMap<String, SourceFile> sources = new TreeMap<>();
    private final TreeMap<String, SourceFile> tests = new TreeMap<>();
    private final TreeSet<String> testMethods = new TreeSet<>();
    private final TreeMap<String, List<KernelRow>> sections = new TreeMap<>();

    KernelMap(List<Documented> program) throws IOException {
        rules = program.stream()
                .filter(one -> one.packageName().startsWith(Layers.BASE + ".core"))
                .filter(one -> !LISTS.contains(typeOf(one)))
                .toList();
        for (SourceFile file : SourceFile.allBelow(MAIN.resolve("dev/seamstress/core"))) {
            sources.put(simpleName(file), file);
        }
        for (SourceFile file : SourceFile.allBelow(TESTS)) {
            tests.put(simpleName(file), file);
        }
        List<Path> files = tests.values().stream().map(SourceFile::path).toList();
        Documented.in(files).forEach(one -> testMethods.add(one.name()));
        for (SourceFile file : SourceFile.allBelow(ROWS)) {
            sections.put(simpleName(file), KernelRow.in(file));
        }
    }

    private static String simpleName(SourceFile file) {
        return file.path().getFileName().toString().replaceAll("\\.\\w+$", "");
    }

    private static String typeOf(Documented one) {
        return one.name().replaceAll("\\..*", "");
    }

    List<KernelRow> rows() {
        return sections.values().stream().flatMap(List::stream).toList();
    }

    /** The classes that follow {@code function}, by their simple names, sorted. */
    List<String> classesOf(String function) {
        Pattern name = word(function);
        return rules.stream()
                .filter(one -> one.comment().sources().stream()
                        .anyMatch(
                                source -> name.matcher(source.replace("\\", "")).find()))
                .map(KernelMap::typeOf)
                .distinct()
                .sorted()
                .toList();
    }

    /** The classes of a row: those of its functions. */
    TreeSet<String> classesOf(KernelRow row) {
        return row.functions().stream()
                .flatMap(function -> classesOf(function).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Pattern word(String name) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(name) + "(?!\\w)");
    }

    /** What is not as the rows say, but for what only a run can tell. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (KernelRow row : rows()) {
            for (String function : row.functions()) {
                List<String> classes = classesOf(function);
                if (row.isModelled() && classes.isEmpty()) {
                    problems.add(row.place() + ": no class of the core has " + function + "() as its Source");
                } else if (!row.isModelled() && !classes.isEmpty()) {
                    problems.add(row.place() + ": " + classes + " follows " + function
                            + "(), so it is modelled: name tests instead of `" + row.remark() + "`");
                }
            }
            for (KernelRow.Guard guard : row.guards()) {
                String problem = problem(row, guard);
                if (!problem.isEmpty()) {
                    problems.add(row.place() + ": " + problem);
                }
            }
        }
        return problems;
    }

    private String problem(KernelRow row, KernelRow.Guard guard) {
        if (!tests.containsKey(guard.test())) {
            return "no test " + guard.test();
        } else if (!guard.method().isEmpty() && !testMethods.contains(guard.test() + "." + guard.method() + "()")) {
            return guard.test() + " has no method " + guard.method();
        } else if (!guard.scenario().isEmpty()) {
            return scenarioProblem(guard);
        }
        TreeSet<String> classes = classesOf(row);
        boolean isAbout = classes.isEmpty() || classes.stream().anyMatch(name -> mentions(guard.test(), name));
        return isAbout ? "" : guard.test() + " names none of " + classes + ", and no scenario is named after `in`";
    }

    /** A test may leave the naming to a file that helps it. */
    private boolean mentions(String test, String name) {
        Pattern wanted = word(name);
        return Pattern.compile("\\w+")
                .matcher(text(tests.get(test)))
                .results()
                .map(found -> found.group())
                .distinct()
                .filter(found -> found.equals(test) || tests.containsKey(found) && !found.endsWith("Test"))
                .anyMatch(helper -> wanted.matcher(text(tests.get(helper))).find());
    }

    private String scenarioProblem(KernelRow.Guard guard) {
        Path scenario = scenario(guard);
        if (!Files.isRegularFile(scenario)) {
            return "no scenario " + scenario;
        }
        String text = text(tests.get(guard.test()));
        String directory = SCENARIOS.relativize(scenario.getParent()).toString();
        boolean isNamed = text.contains(scenario.getFileName().toString().replace(".tdx", ""))
                || text.contains('"' + directory + '"')
                || text.contains('"' + SCENARIOS.toString() + '/' + directory);
        return isNamed ? "" : guard.test() + " names neither " + guard.scenario() + " nor its directory";
    }

    static Path scenario(KernelRow.Guard guard) {
        return SCENARIOS.resolve(guard.scenario() + ".tdx");
    }

    private static String text(SourceFile file) {
        return String.join("\n", file.lines());
    }

    /** The fully qualified name of a class of the program. */
    String qualified(String simpleName) {
        Path file = sources.get(simpleName).path();
        return MAIN.relativize(file).toString().replace(".java", "").replace('/', '.');
    }

    /** The bugs that can be planted in a row's classes. */
    private TreeSet<String> bugsIn(KernelRow row) {
        TreeSet<String> bugs = new TreeSet<>();
        for (String name : classesOf(row)) {
            Pattern.compile("Mutation\\.(\\w+)")
                    .matcher(text(sources.get(name)))
                    .results()
                    .map(found -> Mutation.valueOf(found.group(1)))
                    .filter(Mutation::isBuilt)
                    .forEach(bug -> bugs.add(bug.id()));
        }
        return bugs;
    }

    /** The parts of the page: a table a section. */
    TreeMap<String, String> parts() {
        TreeMap<String, String> parts = new TreeMap<>();
        sections.forEach((name, rows) -> parts.put(name, table(rows)));
        return parts;
    }

    private String table(List<KernelRow> rows) {
        boolean hasFunctions = rows.stream().anyMatch(row -> !row.functions().isEmpty());
        PageTable table = new PageTable(
                "what",
                hasFunctions
                        ? List.of("in KVM", "here", "class", "tests", "bugs that can be planted there")
                        : List.of("here", "tests"));
        for (KernelRow row : rows) {
            String here = row.isModelled() ? row.here() : "*" + row.remark().replaceFirst(": ", ":* ");
            String guards = row.guards().stream().map(this::link).collect(Collectors.joining("; "));
            if (!hasFunctions) {
                table.row(row.what(), List.of(here, guards));
                continue;
            }
            String functions = joined(row.functions(), KernelMap::code);
            String classes = joined(classesOf(row), this::linkToClass);
            String bugs = joined(bugsIn(row), KernelMap::code);
            table.row(row.what(), List.of(functions, here, classes, guards, bugs));
        }
        return table.text();
    }

    private static String code(String name) {
        return "`" + name + "`";
    }

    private static String joined(Iterable<String> names, UnaryOperator<String> as) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.add(as.apply(name)));
        return String.join(", ", all);
    }

    private String linkToClass(String name) {
        return link(code(name), sources.get(name).path());
    }

    private String link(KernelRow.Guard guard) {
        String method = guard.method().isEmpty() ? "" : "." + guard.method();
        String scenario = guard.scenario().isEmpty() ? "" : " in `" + guard.scenario() + "`";
        SourceFile file = tests.get(guard.test());
        return file == null ? guard.test() : link(code(guard.test() + method), file.path()) + scenario;
    }

    private static String link(String text, Path file) {
        return "[" + text + "](" + PAGE.getParent().relativize(file) + ")";
    }
}
