package dev.seamstress.scenario.text;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.Claim;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Cond;
import dev.seamstress.scenario.ast.Event;
import dev.seamstress.scenario.ast.GfnRef;
import dev.seamstress.scenario.ast.Index;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import java.io.IOException;
import java.util.List;

/** Writes the inner nodes of a tree as JSON; null for what is absent. */
final class JsonNodes {
    private final JsonGenerator out;

    JsonNodes(JsonGenerator out) {
        this.out = out;
    }

    void start(String type) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", type);
    }

    void name(String key, Name name) throws IOException {
        out.writeStringField(key, name == null ? null : name.text());
    }

    void names(String key, List<Name> names) throws IOException {
        out.writeArrayFieldStart(key);
        for (Name name : names) {
            out.writeString(name.text());
        }
        out.writeEndArray();
    }

    void number(String key, Num number) throws IOException {
        out.writeFieldName(key);
        if (number == null) {
            out.writeNull();
        } else {
            out.writeNumber(number.value());
        }
    }

    void gfn(GfnRef gfn) throws IOException {
        start("Gfn");
        out.writeFieldName("base");
        if (gfn.name() != null) {
            out.writeString(gfn.name().text());
        } else {
            out.writeNumber(gfn.number().value());
        }
        index("index", gfn.index());
        out.writeEndObject();
    }

    private void index(String key, Index index) throws IOException {
        out.writeFieldName(key);
        if (index == null) {
            out.writeNull();
            return;
        }
        start("Index");
        number("const", index.constant());
        number("perMe", index.perMe());
        out.writeEndObject();
    }

    void args(String key, List<Arg> args) throws IOException {
        out.writeArrayFieldStart(key);
        for (Arg arg : args) {
            arg(arg);
        }
        out.writeEndArray();
    }

    void arg(String key, Arg arg) throws IOException {
        out.writeFieldName(key);
        arg(arg);
    }

    private void arg(Arg arg) throws IOException {
        if (arg instanceof RangeRef range) {
            range(range);
        } else if (arg == null) {
            out.writeNull();
        } else {
            operand((Operand) arg);
        }
    }

    private void range(RangeRef range) throws IOException {
        if (range.isGfn()) {
            gfn(range.gfn());
            return;
        }
        start("Range");
        out.writeFieldName("gfn");
        gfn(range.gfn());
        number("count", range.count());
        out.writeEndObject();
    }

    void operand(String key, Operand operand) throws IOException {
        out.writeFieldName(key);
        operand(operand);
    }

    private void operand(Operand operand) throws IOException {
        if (operand instanceof Operand.Term term) {
            start("Term");
            name("name", term.name());
            args("args", term.args());
        } else if (operand instanceof Label label) {
            start("Label");
            out.writeStringField("name", label.name());
            index("index", label.index());
        } else if (operand instanceof ColumnRef column) {
            start("ColumnRef");
            out.writeStringField("name", column.name());
        } else if (operand instanceof Operand.Count count) {
            start("Count");
            event("event", count.event());
        } else if (operand instanceof Operand.Seen seen) {
            start("Seen");
            event("event", seen.event());
        } else if (operand instanceof IntRef number) {
            start("Int");
            number("value", number.value());
        } else if (operand instanceof Word word) {
            start("Word");
            out.writeStringField("name", word.name());
        }
        out.writeEndObject();
    }

    void event(String key, Event event) throws IOException {
        out.writeFieldName(key);
        event(event);
    }

    private void event(Event event) throws IOException {
        start("Event");
        arg("column", event.column());
        name("kind", event.what().kind());
        name("leaf", event.what().leaf());
        name("why", event.what().why());
        arg("range", event.range());
        arg("by", event.by());
        out.writeEndObject();
    }

    void claims(List<Claim> claims) throws IOException {
        out.writeArrayFieldStart("claims");
        for (Claim claim : claims) {
            if (claim instanceof Claim.Order order) {
                start("Order");
                out.writeArrayFieldStart("events");
                for (Event event : order.events()) {
                    event(event);
                }
                out.writeEndArray();
            } else {
                Claim.Quantified quantified = (Claim.Quantified) claim;
                start("Claim");
                out.writeStringField("quant", quantified.quant().word());
                out.writeBooleanField("atRest", quantified.atRest() != null);
                out.writeFieldName("cond");
                cond(quantified.cond());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void cond(Cond cond) throws IOException {
        if (cond instanceof Cond.And and) {
            start("And");
            conds(and.of());
        } else if (cond instanceof Cond.Or or) {
            start("Or");
            conds(or.of());
        } else if (cond instanceof Cond.Not not) {
            start("Not");
            out.writeFieldName("of");
            cond(not.of());
        } else if (cond instanceof Cond.Test test) {
            start("Test");
            operand("left", test.left());
            out.writeStringField("rel", test.rel().symbol());
            operand("right", test.right());
        } else if (cond instanceof Cond.In in) {
            start("In");
            operand("left", in.left());
            out.writeArrayFieldStart("set");
            for (Operand value : in.set()) {
                operand(value);
            }
            out.writeEndArray();
        } else if (cond instanceof Cond.Bool bool) {
            start("Bool");
            operand("term", bool.term());
        }
        out.writeEndObject();
    }

    private void conds(List<Cond> conds) throws IOException {
        out.writeArrayFieldStart("of");
        for (Cond cond : conds) {
            cond(cond);
        }
        out.writeEndArray();
    }
}
