package dev.seamstress.house;

import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.model.Mutation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The page that says how true the model is: what its comments say of each rule's source, and of the liberties taken.
 *
 * <p>Shape: the parts of {@link PageParts}. Each is sorted by package and file, then in the order of the text.
 */
final class FidelityPage {
    static final Path FILE = Path.of("src/site/markdown/fidelity.md");
    private static final Path SOURCES = Path.of("src/main/java");

    private final List<Documented> all;
    private final TreeMap<String, String> parts = new TreeMap<>();

    private FidelityPage(List<Documented> all) {
        this.all = all;
        parts.put("assumed", liberties("what is assumed", RuleComment::assumed));
        parts.put("simplified", liberties("what is simplified", RuleComment::simplified));
        parts.put("rules", rules());
        parts.put(
                "kernel",
                constants(
                        KernelSwitch.class,
                        "switch | off, or on | on in | sides built | upstream",
                        FidelityPage::kernels));
        parts.put("module", constants(ModuleSwitch.class, "switch | off, or on | on in", FidelityPage::modules));
        parts.put(
                "mutations", constants(Mutation.class, "bug | what is wrong | found by | built", FidelityPage::found));
    }

    /** The comments of the program's sources. */
    static List<Documented> documented() throws IOException {
        return Documented.in(SourceFile.allBelow(SOURCES).stream()
                .filter(SourceFile::isJava)
                .map(SourceFile::path)
                .toList());
    }

    /** The parts of the page, by name. */
    static TreeMap<String, String> partsFrom(List<Documented> all) {
        return new FidelityPage(all).parts;
    }

    /** {@code page} with its parts written anew. */
    static String renewed(String page, List<Documented> all) {
        return PageParts.renewed(page, partsFrom(all));
    }

    private String liberties(String title, Function<RuleComment, List<String>> statements) {
        StringBuilder table = new StringBuilder("| rule | " + title + " |\n|---|---|\n");
        for (Documented rule : all) {
            String place = rule.packageName().substring(rule.packageName().lastIndexOf('.') + 1) + ".";
            for (String statement : statements.apply(rule.comment())) {
                table.append(row(link(place, rule), statement));
            }
        }
        return table.toString();
    }

    private String rules() {
        TreeMap<String, StringBuilder> sections = new TreeMap<>();
        for (Documented rule : all) {
            if (!rule.comment().sources().isEmpty()) {
                sections.computeIfAbsent(rule.packageName(), this::section)
                        .append(row(
                                link("", rule) + (rule.id().isEmpty() ? "" : " `" + rule.id() + "`"),
                                rule.comment().what(),
                                String.join(" ", rule.comment().sources())));
            }
        }
        return String.join("\n", sections.values());
    }

    private StringBuilder section(String packageName) {
        String name = packageName.substring(Layers.BASE.length() + 1);
        return new StringBuilder("### " + name + "\n\n" + introductionOf(packageName) + "\n\n")
                .append("| rule | what it is | source |\n|---|---|---|\n");
    }

    private String introductionOf(String packageName) {
        return all.stream()
                .filter(one -> one.name().isEmpty() && one.packageName().equals(packageName))
                .map(one -> one.comment().what())
                .filter(what -> !what.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** The constants of an enum that have a name of their own, each with {@code cells} about it. */
    private String constants(Class<?> type, String heads, Function<String, String> cells) {
        List<Documented> constants = all.stream()
                .filter(one -> one.file().endsWith("/" + type.getSimpleName() + ".java"))
                .filter(one -> !one.id().isEmpty())
                .toList();
        boolean hasSources =
                constants.stream().anyMatch(one -> !one.comment().sources().isEmpty());
        String head = row(heads + (hasSources ? " | upstream" : ""));
        StringBuilder table = new StringBuilder(head)
                .append("|---".repeat(head.split("\\|").length - 2))
                .append("|\n");
        for (Documented one : constants) {
            String upstream =
                    hasSources ? " | " + String.join(" ", one.comment().sources()) : "";
            table.append(row("`" + one.id() + "`", one.comment().what(), cells.apply(one.simpleName()) + upstream));
        }
        return table.toString();
    }

    private static String found(String constant) {
        Mutation mutation = Mutation.valueOf(constant);
        return mutation.rule() + " | " + (mutation.isBuilt() ? "yes" : "not yet");
    }

    private static String kernels(String constant) {
        KernelSwitch change = KernelSwitch.valueOf(constant);
        List<String> having = new ArrayList<>();
        for (KernelVariant variant : KernelVariant.values()) {
            if (variant.has(change)) {
                having.add(variant.id());
            }
        }
        String built = switch (change.built()) {
            case BOTH_SIDES -> "both";
            case NEWEST -> "that of the newest";
            case NOT_REACHED -> "not yet";
        };
        return listed(having) + " | " + built + " | " + change.upstream();
    }

    private static String modules(String constant) {
        ModuleSwitch change = ModuleSwitch.valueOf(constant);
        return listed(ModuleVariant.offered().stream()
                .filter(variant -> variant.has(change))
                .map(ModuleVariant::name)
                .toList());
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String link(String place, Documented rule) {
        return "[`" + place + rule.name() + "`](" + FILE.getParent().relativize(Path.of(rule.file())) + ")";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
