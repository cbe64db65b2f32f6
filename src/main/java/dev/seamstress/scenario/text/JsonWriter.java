package dev.seamstress.scenario.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Expect;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.Options;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.ast.Td;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Writes a tree as JSON: one object a node, its type first, keys in the order of the manual, integers as numbers.
 *
 * <p>Positions, comments and spellings are not in it; defaults are.
 */
public final class JsonWriter {
    private final JsonGenerator out;
    private final JsonNodes nodes;

    private JsonWriter(JsonGenerator out) {
        this.out = out;
        this.nodes = new JsonNodes(out);
    }

    /** The whole tree, indented, with a line feed at the end. */
    public static String pretty(Scenario scenario) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        return write(scenario, true, printer) + "\n";
    }

    /** What is asked, on one line: the tree without the sentence for people and without the expectations. */
    public static String question(Scenario scenario) {
        return write(scenario, false, null);
    }

    private static String write(Scenario scenario, boolean isWhole, DefaultPrettyPrinter printer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            if (printer != null) {
                out.setPrettyPrinter(printer);
            }
            new JsonWriter(out).scenario(scenario, isWhole);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        }
        return text.toString();
    }

    private void scenario(Scenario scenario, boolean isWhole) throws IOException {
        nodes.start("Scenario");
        nodes.name("name", scenario.title().name());
        if (isWhole) {
            nodes.name("doc", scenario.title().doc());
        }
        options(scenario.options());
        out.writeArrayFieldStart("decls");
        for (Decl decl : scenario.decls()) {
            decl(decl);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("columns");
        for (Column column : scenario.grid().columns()) {
            nodes.start("Column");
            out.writeStringField("kind", column.kind().name());
            out.writeNumberField("first", column.first());
            out.writeNumberField("last", column.last());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("rows");
        for (Row row : scenario.grid().rows()) {
            out.writeStartArray();
            for (Cell cell : row.cells()) {
                cell(cell);
            }
            out.writeEndArray();
        }
        out.writeEndArray();
        nodes.claims(scenario.claims());
        if (isWhole) {
            expects(scenario.expects());
        }
        out.writeEndObject();
    }

    private void options(Options options) throws IOException {
        nodes.names("models", options.kernels().models());
        nodes.name("module", options.kernels().module());
        nodes.names("mutate", options.kernels().mutate());
        nodes.name("vm", options.vm());
        nodes.name("timers", options.timers());
        nodes.name("onfault", options.onfault());
        Td td = options.td();
        out.writeObjectFieldStart("td");
        out.writeBooleanField("zerostep", td.zerostep() != null);
        out.writeBooleanField("ve_on_pending", td.veOnPending() != null);
        nodes.name("state", td.state());
        nodes.number("gpaw", td.gpaw());
        nodes.number("vcpus", td.vcpus());
        out.writeBooleanField("huge", td.huge() != null);
        out.writeEndObject();
    }

    private void decl(Decl decl) throws IOException {
        if (decl instanceof Decl.Slot slot) {
            nodes.start("Slot");
            nodes.number("id", slot.id());
            nodes.arg("range", slot.range());
            nodes.names("flags", slot.flags());
        } else if (decl instanceof Decl.Symbol symbol) {
            nodes.start("Symbol");
            nodes.name("name", symbol.name());
            out.writeFieldName("gfn");
            nodes.gfn(symbol.gfn());
        } else if (decl instanceof Decl.Fact fact) {
            nodes.start("Fact");
            nodes.operand("term", fact.term());
            nodes.operand("value", fact.value());
        } else if (decl instanceof Decl.Inject inject) {
            nodes.start("Inject");
            nodes.name("outcome", inject.outcome());
            nodes.arg("column", inject.column());
            nodes.name("leaf", inject.leaf());
            nodes.arg("range", inject.range());
            out.writeObjectFieldStart("when");
            nodes.name("word", inject.when().when());
            nodes.number("number", inject.when().number());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void cell(Cell cell) throws IOException {
        if (cell.isEmpty()) {
            out.writeNull();
            return;
        }
        nodes.start("Cell");
        nodes.name("label", cell.label());
        out.writeFieldName("op");
        op(cell.op());
        nodes.names("results", cell.results());
        out.writeEndObject();
    }

    private void op(Op op) throws IOException {
        if (op instanceof Op.Plain plain) {
            nodes.start("Op");
            nodes.name("verb", plain.verb());
            nodes.args("args", plain.args());
        } else if (op instanceof Op.Repeat repeat) {
            nodes.start("Repeat");
            nodes.number("count", repeat.count());
            ops(repeat.ops());
        } else if (op instanceof Op.Loop loop) {
            nodes.start("Loop");
            ops(loop.ops());
            nodes.names("until", loop.until());
        } else if (op instanceof Op.On on) {
            nodes.start("On");
            nodes.event("event", on.event());
            nodes.number("nth", on.nth());
        } else if (op instanceof Op.AddSlot add) {
            nodes.start("AddSlot");
            nodes.number("id", add.id());
            nodes.arg("range", add.range());
            nodes.names("flags", add.flags());
        }
        out.writeEndObject();
    }

    private void ops(List<Op> ops) throws IOException {
        out.writeArrayFieldStart("ops");
        for (Op op : ops) {
            op(op);
        }
        out.writeEndArray();
    }

    private void expects(List<Expect> expects) throws IOException {
        out.writeArrayFieldStart("expects");
        for (Expect expect : expects) {
            nodes.start("Expect");
            nodes.name("model", expect.model());
            nodes.names("mutations", expect.mutations());
            nodes.name("verdict", expect.verdict());
            Name rule = expect.rule();
            nodes.name("rule", rule);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
