package dev.seamstress.scenario.text;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
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
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.parse.Limits;
import dev.seamstress.scenario.text.JsonValue.Bad;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.scenario.words.Relation;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.List;

/** Reads the inner nodes of a tree from JSON. */
final class JsonInner {
    GfnRef gfn(JsonValue value) throws Bad {
        JsonNode node = new JsonNode(value, "a gfn");
        node.require("Gfn");
        JsonValue base = node.needValue("base");
        Index index = index(node);
        node.end();
        if (base.plain() instanceof Long) {
            if (index != null) {
                throw new Bad(value.at(), "only a name has an index", null);
            }
            return new GfnRef(null, Num.hex(JsonNode.plainNumber(base), base.at()), null, value.at());
        }
        return new GfnRef(JsonNode.name(base), null, index, value.at());
    }

    private static Index index(JsonNode owner) throws Bad {
        JsonValue value = owner.get("index");
        if (value == null) {
            return null;
        }
        JsonNode node = new JsonNode(value, "an index");
        node.require("Index");
        Num constant = node.numberOrNull("const");
        Num perMe = node.numberOrNull("perMe");
        node.end();
        if ((constant == null) == (perMe == null)) {
            throw new Bad(value.at(), "an index has `const` or `perMe`", null);
        }
        return new Index(constant, perMe, value.at());
    }

    /** A range under {@code key}, which may be a plain gfn. */
    RangeRef range(JsonNode owner, String key) throws Bad {
        return range(owner.needValue(key));
    }

    RangeRef rangeOrNull(JsonNode owner, String key) throws Bad {
        JsonValue value = owner.get(key);
        return value == null ? null : range(value);
    }

    private RangeRef range(JsonValue value) throws Bad {
        JsonNode node = new JsonNode(value, "a gfn or a range");
        if (node.type().equals("Gfn")) {
            return new RangeRef(gfn(value), null, value.at());
        }
        node.require("Range");
        RangeRef range = new RangeRef(gfn(node.needValue("gfn")), node.number("count"), value.at());
        node.end();
        return range;
    }

    static ColumnKind columnKind(JsonValue value) throws Bad {
        for (ColumnKind kind : ColumnKind.values()) {
            if (kind.name().equals(value.plain())) {
                return kind;
            }
        }
        throw new Bad(value.at(), "a column is P, VMM, HOSTMM or GMEM", null);
    }

    ColumnRef columnOrNull(JsonNode owner, String key) throws Bad {
        JsonValue value = owner.get(key);
        return value == null ? null : column(new JsonNode(value, "a column"));
    }

    private static ColumnRef column(JsonNode node) throws Bad {
        node.require("ColumnRef");
        Name name = node.name("name");
        node.end();
        for (ColumnKind kind : ColumnKind.values()) {
            String number = name.text().startsWith(kind.name())
                    ? name.text().substring(kind.name().length())
                    : "x";
            if (number.matches("[0-9]{0,3}")) {
                return new ColumnRef(kind, number.isEmpty() ? 0 : Integer.parseInt(number), name.at());
            }
        }
        throw new Bad(name.at(), "a column is due here", "such as `P0` or `VMM`");
    }

    private List<Arg> args(JsonNode owner) throws Bad {
        List<Arg> args = new ArrayList<>();
        for (JsonValue item : owner.items("args")) {
            args.add(arg(new JsonNode(item, "an argument"), item));
        }
        return args;
    }

    private Arg arg(JsonNode node, JsonValue value) throws Bad {
        return switch (node.type()) {
            case "Gfn", "Range" -> range(value);
            case "ColumnRef" -> column(node);
            case "Word", "Label", "Int" -> (Arg) simple(node);
            default -> throw node.unexpected("an argument");
        };
    }

    private Operand simple(JsonNode node) throws Bad {
        Operand operand = switch (node.type()) {
            case "Word" -> JsonReader.word(node);
            case "Label" -> {
                Name name = node.name("name");
                yield new Label(name.text(), index(node), name.at());
            }
            case "Int" -> new IntRef(node.number("value"));
            default -> throw node.unexpected("an operand");
        };
        node.end();
        return operand;
    }

    Operand.Term term(JsonNode owner, String key) throws Bad {
        JsonNode node = new JsonNode(owner.needValue(key), "a state term");
        node.require("Term");
        return term(node);
    }

    private Operand.Term term(JsonNode node) throws Bad {
        Name name = node.name("name");
        List<Arg> args = args(node);
        node.end();
        return new Operand.Term(name, args, node.at());
    }

    /** A word or an integer under {@code key}. */
    Operand value(JsonNode owner, String key) throws Bad {
        return simple(new JsonNode(owner.needValue(key), "a value"));
    }

    private Operand operand(JsonValue value) throws Bad {
        JsonNode node = new JsonNode(value, "an operand");
        switch (node.type()) {
            case "Term" -> {
                return term(node);
            }
            case "ColumnRef" -> {
                return column(node);
            }
            case "Count", "Seen" -> {
                Event event = event(node.needValue("event"));
                node.end();
                return node.type().equals("Count")
                        ? new Operand.Count(event, at(node))
                        : new Operand.Seen(event, at(node));
            }
            default -> {
                return simple(node);
            }
        }
    }

    private static At at(JsonNode node) {
        return node.at();
    }

    private Event event(JsonValue value) throws Bad {
        JsonNode node = new JsonNode(value, "an event");
        node.require("Event");
        Name kind = node.name("kind");
        Name leaf = node.nameOrNull("leaf");
        Name why = node.nameOrNull("why");
        if ((leaf != null) != kind.is("busy") || why != null && !kind.is("retry")) {
            throw new Bad(node.at(), "`busy` has a leaf, `retry` a reason, and nothing else has", null);
        }
        JsonValue byValue = node.get("by");
        Arg by = null;
        if (byValue != null) {
            JsonNode who = new JsonNode(byValue, "a leaf or a column");
            by = who.type().equals("ColumnRef") ? column(who) : word(who);
        }
        Event event = new Event(
                columnOrNull(node, "column"),
                new Event.What(kind, leaf, why),
                rangeOrNull(node, "range"),
                by,
                node.at());
        node.end();
        return event;
    }

    private static Word word(JsonNode node) throws Bad {
        node.require("Word");
        Word word = JsonReader.word(node);
        node.end();
        return word;
    }

    Op op(JsonNode node, int depth) throws Bad {
        At at = node.at();
        if (depth > Limits.LOOP_DEPTH) {
            throw new Bad(at, "too deeply nested", "`repeat` and `loop` nest at most twice");
        }
        Op op = switch (node.type()) {
            case "Op" -> plain(node);
            case "Repeat" -> new Op.Repeat(node.number("count"), ops(node, depth), at);
            case "Loop" -> new Op.Loop(ops(node, depth), node.names("until"), at);
            case "On" -> new Op.On(event(node.needValue("event")), node.numberOrNull("nth"), at);
            case "AddSlot" -> new Op.AddSlot(node.number("id"), range(node, "range"), node.names("flags"), at);
            default -> throw node.unexpected("an operation");
        };
        node.end();
        return op;
    }

    private Op plain(JsonNode node) throws Bad {
        Name verb = node.name("verb");
        List<Arg> args = args(node);
        if (verb.is("at")) {
            // The only number with a unit: nanoseconds.
            args.replaceAll(a -> a instanceof IntRef time
                    ? new IntRef(Num.of(time.value().value(), time.value().value() + "ns", time.at()))
                    : a);
        }
        return new Op.Plain(verb, args);
    }

    private List<Op> ops(JsonNode node, int depth) throws Bad {
        List<Op> ops = new ArrayList<>();
        for (JsonValue item : node.items("ops")) {
            ops.add(op(new JsonNode(item, "an operation"), depth + 1));
        }
        if (ops.isEmpty() || node.type().equals("Loop") && node.names("until").isEmpty()) {
            throw new Bad(node.at(), "`" + node.type() + "` is empty", null);
        }
        return ops;
    }

    Claim claim(JsonNode node) throws Bad {
        Claim claim;
        if (node.type().equals("Order")) {
            List<Event> events = new ArrayList<>();
            for (JsonValue item : node.items("events")) {
                events.add(event(item));
            }
            claim = new Claim.Order(events, node.at());
        } else {
            node.require("Claim");
            Name quant = node.name("quant");
            Quantifier quantifier = Words.find(Quantifier.class, quant.text());
            if (quantifier == null || quantifier == Quantifier.ORDER) {
                throw new Bad(quant.at(), "a quantifier is always, never, sometimes or finally", null);
            }
            Name atRest = node.flag("atRest") ? new Name("at rest", node.at()) : null;
            claim = new Claim.Quantified(quantifier, atRest, cond(node.needValue("cond"), 0), node.at());
        }
        node.end();
        return claim;
    }

    private Cond cond(JsonValue value, int depth) throws Bad {
        JsonNode node = new JsonNode(value, "a condition");
        if (depth > Limits.PAREN_DEPTH) {
            throw new Bad(node.at(), "too deeply nested", "conditions nest at most 32 deep");
        }
        Cond cond = switch (node.type()) {
            case "And" -> Cond.and(conds(node, depth), node.at());
            case "Or" -> Cond.or(conds(node, depth), node.at());
            case "Not" -> new Cond.Not(cond(node.needValue("of"), depth + 1), node.at());
            case "Test" -> test(node);
            case "In" -> new Cond.In(operand(node.needValue("left")), set(node), node.at());
            case "Bool" -> new Cond.Bool(operand(node.needValue("term")), node.at());
            default -> throw node.unexpected("a condition");
        };
        node.end();
        return cond;
    }

    private Cond test(JsonNode node) throws Bad {
        JsonValue symbol = node.needValue("rel");
        Relation relation = symbol.plain() instanceof String text ? Relation.of(text) : null;
        if (relation == null) {
            throw new Bad(symbol.at(), "a comparison is =, !=, <, <=, > or >=", null);
        }
        return new Cond.Test(operand(node.needValue("left")), relation, operand(node.needValue("right")), node.at());
    }

    private List<Operand> set(JsonNode node) throws Bad {
        List<Operand> set = new ArrayList<>();
        for (JsonValue item : node.items("set")) {
            set.add(simple(new JsonNode(item, "a value")));
        }
        if (set.isEmpty()) {
            throw new Bad(node.at(), "`In` has no values", null);
        }
        return set;
    }

    private List<Cond> conds(JsonNode node, int depth) throws Bad {
        List<Cond> conds = new ArrayList<>();
        for (JsonValue item : node.items("of")) {
            conds.add(cond(item, depth + 1));
        }
        if (conds.isEmpty()) {
            throw new Bad(node.at(), "`" + node.type() + "` has no conditions", null);
        }
        return conds;
    }
}
