package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.Options;
import dev.seamstress.scenario.ast.Td;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.Defaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds the options, with defaults for what the file does not say. */
final class OptionBuilder {
    /** The options in the order of the grammar, which is the canonical one. */
    static final List<String> NAMES = List.of("models", "module", "mutate", "vm", "timers", "onfault", "td");

    private static final List<String> TD_NAMES = List.of("zerostep", "ve_on_pending", "state", "gpaw", "vcpus", "huge");

    private final Values values;
    private final Damage damage;
    private final Map<String, List<Name>> named = new TreeMap<>();
    private final Map<String, At> places = new TreeMap<>();
    private final Map<String, Name> tdWords = new TreeMap<>();
    private final Map<String, Num> tdNumbers = new TreeMap<>();

    OptionBuilder(Values values, Damage damage) {
        this.values = values;
        this.damage = damage;
    }

    void add(ScenarioParser.OptionContext context) {
        String name = context.getStart().getText();
        At at = Tokens.at(context.getStart());
        if (!NAMES.contains(name)) {
            String hint = context.semicolon == null
                    ? Near.hint(name, NAMES, null)
                    : "gfns are declared in the braces: `{ slot 1 = 0x100+8 gmem; x = 0x100; }`";
            values.error(at, "no option `" + name + "`", hint);
            return;
        }
        At first = places.putIfAbsent(name, at);
        if (first != null) {
            values.report(Problem.error(at, "`" + name + "` is given twice").withNote("first on line " + first.line()));
            return;
        }
        if (context.semicolon != null) {
            values.error(Tokens.at(context.semicolon), "an option has no `;`", "its line ends it");
        }
        if (context.TD() != null) {
            context.tdEntry().forEach(this::addTd);
            return;
        }
        List<Name> list = new ArrayList<>();
        context.optionValue().forEach(v -> list.add(Values.name(v)));
        named.put(name, list);
    }

    private void addTd(ScenarioParser.TdEntryContext context) {
        if (context.exception != null) {
            return;
        }
        String name = context.NAME().getText();
        At at = Values.at(context.NAME());
        if (!TD_NAMES.contains(name)) {
            values.error(at, "no option `" + name + "` in `td`", Near.hint(name, TD_NAMES, null));
            return;
        }
        if (tdWords.containsKey(name) || tdNumbers.containsKey(name)) {
            values.error(at, "`" + name + "` is given twice", null);
            return;
        }
        boolean isNumber = name.equals("gpaw") || name.equals("vcpus");
        boolean isWord = name.equals("state");
        boolean isRight = isNumber ? context.number() != null : isWord == (context.word() != null);
        if (!isRight || !isNumber && context.number() != null) {
            String usage = isNumber ? name + " = 48;" : isWord ? "state = initialized;" : name + ";";
            values.error(
                    at,
                    "`" + name + "` is not written so",
                    "it is written `td { " + usage.replace("vcpus = 48", "vcpus = 4") + " }`");
            return;
        }
        if (isNumber) {
            putNumber(name, context);
        } else {
            tdWords.put(name, isWord ? Values.name(context.word()) : Values.name(context.NAME()));
        }
    }

    private void putNumber(String name, ScenarioParser.TdEntryContext context) {
        try {
            tdNumbers.put(name, values.numbers().count(context.number()));
        } catch (BrokenPiece e) {
            damage.any();
        }
    }

    Options build(Defaults defaults) {
        List<Name> models = named.getOrDefault("models", List.of(Name.absent(defaults.model())));
        Name module = one("module", defaults.module());
        List<Name> mutate = named.getOrDefault("mutate", List.of());
        Td td = new Td(
                tdWords.get("zerostep"),
                tdWords.get("ve_on_pending"),
                tdWords.getOrDefault("state", Td.DEFAULT.state()),
                tdNumbers.getOrDefault("gpaw", Td.DEFAULT.gpaw()),
                tdNumbers.getOrDefault("vcpus", Td.DEFAULT.vcpus()),
                tdWords.get("huge"));
        return new Options(
                new Options.Kernels(models, module, mutate),
                one("vm", Options.DEFAULT_VM),
                one("timers", Options.DEFAULT_TIMERS),
                one("onfault", Options.DEFAULT_ONFAULT),
                td);
    }

    private Name one(String name, String otherwise) {
        return named.containsKey(name) ? named.get(name).get(0) : Name.absent(otherwise);
    }
}
