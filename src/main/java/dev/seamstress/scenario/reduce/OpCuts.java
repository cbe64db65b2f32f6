package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.RangeRef;
import java.util.ArrayList;
import java.util.List;

/** Smaller operations: fewer rounds, fewer operations in them, fewer pages. */
final class OpCuts {
    private OpCuts() {}

    static List<Op> of(Op op) {
        List<Op> all = new ArrayList<>();
        if (op instanceof Op.Plain plain) {
            plain(plain, all);
        } else if (op instanceof Op.Repeat repeat) {
            repeat(repeat, all);
        } else if (op instanceof Op.Loop loop) {
            loop(loop, all);
        } else if (op instanceof Op.On on && on.nth() != null) {
            for (long n : Less.than(on.nth().value())) {
                all.add(new Op.On(on.event(), n == 1 ? null : Num.decimal(n), on.at()));
            }
        } else if (op instanceof Op.AddSlot add) {
            for (RangeRef range : Less.than(add.range())) {
                all.add(new Op.AddSlot(add.id(), range, add.flags(), add.at()));
            }
        }
        return all;
    }

    private static void plain(Op.Plain op, List<Op> all) {
        for (List<Arg> args : fewerPages(op.args())) {
            all.add(new Op.Plain(op.verb(), args));
        }
    }

    /** Arguments of which one range has fewer pages. */
    static List<List<Arg>> fewerPages(List<Arg> args) {
        List<List<Arg>> all = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i) instanceof RangeRef range) {
                for (RangeRef less : Less.than(range)) {
                    all.add(Less.with(args, i, less));
                }
            }
        }
        return all;
    }

    private static void repeat(Op.Repeat op, List<Op> all) {
        if (op.ops().size() == 1) {
            all.add(op.ops().get(0));
        }
        for (long count : Less.than(op.count().value())) {
            if (count > 1 || op.ops().size() > 1) {
                all.add(new Op.Repeat(Num.decimal(count), op.ops(), op.at()));
            }
        }
        for (List<Op> inside : inside(op.ops())) {
            all.add(new Op.Repeat(op.count(), inside, op.at()));
        }
    }

    private static void loop(Op.Loop op, List<Op> all) {
        if (op.ops().size() == 1) {
            all.add(op.ops().get(0));
        }
        for (List<Op> inside : inside(op.ops())) {
            all.add(new Op.Loop(inside, op.until(), op.at()));
        }
    }

    /** Without one of several, or with one of them smaller. */
    private static List<List<Op>> inside(List<Op> ops) {
        List<List<Op>> all = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            if (ops.size() > 1) {
                all.add(Less.without(ops, i));
            }
            for (Op less : of(ops.get(i))) {
                all.add(Less.with(ops, i, less));
            }
        }
        return all;
    }
}
