package dev.seamstress.scenario.ast;

import dev.seamstress.scenario.words.Relation;
import java.util.ArrayList;
import java.util.List;

/** A condition of a claim. */
public sealed interface Cond {
    /** Where it begins. */
    At at();

    /** All of them hold; two or more, none itself an And. */
    record And(List<Cond> of, At at) implements Cond {
        public And {
            of = List.copyOf(of);
        }
    }

    /** One of them holds; two or more, none itself an Or. */
    record Or(List<Cond> of, At at) implements Cond {
        public Or {
            of = List.copyOf(of);
        }
    }

    /** It does not hold. */
    record Not(Cond of, At at) implements Cond {}

    /** A comparison of two operands. */
    record Test(Operand left, Relation rel, Operand right, At at) implements Cond {}

    /** The operand is one of the values, which are words or integers. */
    record In(Operand left, List<Operand> set, At at) implements Cond {
        public In {
            set = List.copyOf(set);
        }
    }

    /** An operand that is true or false by itself. */
    record Bool(Operand term, At at) implements Cond {}

    /** The conjunction of {@code parts}, flattened, so that parentheses that change nothing leave no trace. */
    static Cond and(List<Cond> parts, At at) {
        List<Cond> flat = new ArrayList<>();
        for (Cond part : parts) {
            if (part instanceof And and) {
                flat.addAll(and.of());
            } else {
                flat.add(part);
            }
        }
        return flat.size() == 1 ? flat.get(0) : new And(flat, at);
    }

    /** The disjunction of {@code parts}, flattened. */
    static Cond or(List<Cond> parts, At at) {
        List<Cond> flat = new ArrayList<>();
        for (Cond part : parts) {
            if (part instanceof Or or) {
                flat.addAll(or.of());
            } else {
                flat.add(part);
            }
        }
        return flat.size() == 1 ? flat.get(0) : new Or(flat, at);
    }
}
