package dev.seamstress.scenario.text;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Claim;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Expect;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.Options;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.ast.Td;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.parse.Limits;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.problem.Source;
import dev.seamstress.scenario.text.JsonValue.Bad;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.Defaults;
import java.util.ArrayList;
import java.util.List;

/** Reads the JSON form of a tree. The text it stands for is then checked as any other. */
public final class JsonReader {
    private final JsonInner inner = new JsonInner();

    private JsonReader() {}

    /**
     * The tree, or null if {@code sink} has been told what is wrong: the first thing only. Keys may stand in any order;
     * what is absent has its default.
     */
    public static Scenario read(Source source, Defaults defaults, ProblemSink sink) {
        try {
            JsonNode node = new JsonNode(JsonValue.parse(source.text()), "a scenario");
            return new JsonReader().scenario(node, defaults);
        } catch (Bad e) {
            sink.add(e.problem());
            return null;
        }
    }

    private Scenario scenario(JsonNode node, Defaults defaults) throws Bad {
        node.require("Scenario");
        Scenario.Title title = new Scenario.Title(node.name("name"), doc(node));
        Options options = options(node, defaults);
        List<Decl> decls = new ArrayList<>();
        for (JsonValue item : node.items("decls")) {
            decls.add(decl(new JsonNode(item, "a declaration")));
        }
        List<Column> columns = new ArrayList<>();
        for (JsonValue item : node.items("columns")) {
            columns.add(column(new JsonNode(item, "a column")));
        }
        if (columns.isEmpty()) {
            throw new Bad(node.at(), "a scenario has at least one column", null);
        }
        List<Row> rows = new ArrayList<>();
        for (JsonValue item : node.items("rows")) {
            rows.add(row(item));
        }
        List<Claim> claims = new ArrayList<>();
        for (JsonValue item : node.items("claims")) {
            claims.add(inner.claim(new JsonNode(item, "a claim")));
        }
        List<Expect> expects = new ArrayList<>();
        for (JsonValue item : node.items("expects")) {
            expects.add(expect(new JsonNode(item, "an expectation")));
        }
        node.end();
        return new Scenario(title, options, decls, new Scenario.Grid(columns, rows), claims, expects);
    }

    private static Name doc(JsonNode node) throws Bad {
        JsonValue doc = node.get("doc");
        if (doc == null) {
            return null;
        }
        boolean isLine = doc.plain() instanceof String text
                && text.chars().noneMatch(c -> c == '"' || c != '\t' && Character.isISOControl(c));
        if (!isLine) {
            throw new Bad(doc.at(), "`doc` is one line without quotes", null);
        }
        return new Name((String) doc.plain(), doc.at());
    }

    private static Name or(Name name, String otherwise) {
        return name == null ? Name.absent(otherwise) : name;
    }

    private Options options(JsonNode node, Defaults defaults) throws Bad {
        List<Name> models = node.names("models");
        Options.Kernels kernels = new Options.Kernels(
                models.isEmpty() ? List.of(Name.absent(defaults.model())) : models,
                or(node.nameOrNull("module"), defaults.module()),
                node.names("mutate"));
        return new Options(
                kernels,
                or(node.nameOrNull("vm"), Options.DEFAULT_VM),
                or(node.nameOrNull("timers"), Options.DEFAULT_TIMERS),
                or(node.nameOrNull("onfault"), Options.DEFAULT_ONFAULT),
                td(node.get("td")));
    }

    private static Td td(JsonValue value) throws Bad {
        if (value == null) {
            return Td.DEFAULT;
        }
        JsonNode node = new JsonNode(value, "the options of the TD");
        Num gpaw = node.numberOrNull("gpaw");
        Num vcpus = node.numberOrNull("vcpus");
        Td td = new Td(
                flag(node, "zerostep"),
                flag(node, "ve_on_pending"),
                or(node.nameOrNull("state"), Td.DEFAULT_STATE),
                gpaw == null ? Td.DEFAULT.gpaw() : gpaw,
                vcpus == null ? Td.DEFAULT.vcpus() : vcpus,
                flag(node, "huge"));
        node.end();
        return td;
    }

    private static Name flag(JsonNode node, String key) throws Bad {
        return node.flag(key) ? new Name(key, node.at()) : null;
    }

    private Decl decl(JsonNode node) throws Bad {
        At at = node.at();
        Decl decl;
        switch (node.type()) {
            case "Slot" -> decl = new Decl.Slot(node.number("id"), inner.range(node, "range"), node.names("flags"), at);
            case "Symbol" -> decl = new Decl.Symbol(node.name("name"), inner.gfn(node.needValue("gfn")), at);
            case "Fact" -> decl = new Decl.Fact(inner.term(node, "term"), inner.value(node, "value"), at);
            case "Inject" -> decl = inject(node);
            default -> throw node.unexpected("a declaration");
        }
        node.end();
        return decl;
    }

    private Decl inject(JsonNode node) throws Bad {
        JsonNode when = new JsonNode(node.needValue("when"), "the time of an injection");
        Decl.Times times = new Decl.Times(when.name("word"), when.numberOrNull("number"));
        when.end();
        return new Decl.Inject(
                node.name("outcome"),
                inner.columnOrNull(node, "column"),
                node.name("leaf"),
                inner.rangeOrNull(node, "range"),
                times,
                node.at());
    }

    private static Column column(JsonNode node) throws Bad {
        node.require("Column");
        ColumnKind kind = JsonInner.columnKind(node.needValue("kind"));
        long first = JsonNode.plainNumber(node.needValue("first"));
        long last = JsonNode.plainNumber(node.needValue("last"));
        boolean isRight = first <= last && last < Limits.VCPUS && (first == last || kind == ColumnKind.P);
        if (!isRight) {
            throw new Bad(node.at(), "there is no such column", "only P columns have a range, of at most 576");
        }
        node.end();
        return new Column(kind, (int) first, (int) last, node.at());
    }

    private Row row(JsonValue value) throws Bad {
        if (value.items() == null) {
            throw new Bad(value.at(), "a row is an array of cells", null);
        }
        List<Cell> cells = new ArrayList<>();
        for (JsonValue item : value.items()) {
            cells.add(item.isNull() ? Cell.EMPTY : cell(new JsonNode(item, "a cell")));
        }
        return new Row(cells, true, value.at());
    }

    private Cell cell(JsonNode node) throws Bad {
        node.require("Cell");
        Cell cell = new Cell(
                node.nameOrNull("label"),
                inner.op(new JsonNode(node.needValue("op"), "an operation"), 0),
                node.names("results"),
                node.at());
        node.end();
        return cell;
    }

    private static Expect expect(JsonNode node) throws Bad {
        node.require("Expect");
        Expect expect = new Expect(
                node.name("model"), node.names("mutations"), node.name("verdict"), node.nameOrNull("rule"), node.at());
        node.end();
        return expect;
    }

    /** A word as an argument or operand. */
    static Word word(JsonNode node) throws Bad {
        Name name = node.name("name");
        return new Word(name.text(), name.at());
    }
}
