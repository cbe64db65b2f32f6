package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.problem.Near;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Resolves {@code seamcall LEAF} and the leaf's own arguments. */
final class SeamcallResolver {
    private static final String ENTER = "vp.enter";

    private final Scope scope;
    private final Function<RangeRef, Gfn> gfns;
    private final ToIntFunction<ColumnRef> vcpus;

    /** {@code gfns} and {@code vcpus} resolve an argument; what they cannot, they report, Unresolved. */
    SeamcallResolver(Scope scope, Function<RangeRef, Gfn> gfns, ToIntFunction<ColumnRef> vcpus) {
        this.scope = scope;
        this.gfns = gfns;
        this.vcpus = vcpus;
    }

    /** The action. Errors: reported, Unresolved. */
    Action resolve(Op.Plain op) {
        Word leaf = (Word) op.args().get(0);
        Leaves.Takes takes = Leaves.takes(leaf.name());
        if (takes == null) {
            throw scope.unresolved(leaf.at(), "no leaf `" + leaf.name() + "`", hint(leaf.name()));
        }
        String otherwise =
                leaf.name().equals(ENTER) ? "a vCPU column enters with `enter`; VMM columns run no guest" : null;
        scope.requireModelled("seamcall " + leaf.name(), leaf.at(), otherwise);
        if (!scope.known().isModelled("seamcall " + leaf.name())) {
            throw new Unresolved(); // what is wrong behind the name matters to nobody yet
        }
        return operands(leaf, takes, op.args().subList(1, op.args().size()));
    }

    /** What a name that is no leaf's was perhaps to be: one as Intel writes it, a guest's, or one with a mistake. */
    private static String hint(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('_', '.');
        String leaf = plain.startsWith("tdh.") ? plain.substring("tdh.".length()) : plain;
        if (Leaves.takes(leaf) != null) {
            return "a leaf is written without `TDH.` and in lower case: `" + leaf + "`";
        }
        if (plain.startsWith("tdg.") || plain.equals("mem.page.accept")) {
            return "that is a guest's; a vCPU column accepts with `accept x`";
        }
        return Near.hint(name, Leaves.NAMES, "it is the real name without `TDH.`: `mem.range.block x`");
    }

    private Action operands(Word leaf, Leaves.Takes takes, List<Arg> args) {
        List<Gfn> named = new ArrayList<>();
        Word level = null;
        ColumnId vcpu = null;
        if (takes == Leaves.Takes.PHYSICAL && args.size() == 1 && isTdr(args.get(0))) {
            return new Action.Seamcall(leaf.name(), null, takes.level(), null, null);
        }
        for (Arg arg : args) {
            if (arg instanceof RangeRef ref && named.size() < takes.mostGfns() && takes.hasVcpu() == (vcpu != null)) {
                named.add(gfns.apply(ref));
            } else if (arg instanceof Word word && takes.hasLevel() && named.size() == 1 && level == null) {
                level = word;
            } else if (arg instanceof ColumnRef column && takes.hasVcpu() && named.isEmpty() && vcpu == null) {
                vcpu = ColumnId.vcpu(vcpus.applyAsInt(column));
            } else {
                throw notWrittenSo(arg.at(), leaf, takes);
            }
        }
        if (named.size() < takes.leastGfns() || takes.hasVcpu() && vcpu == null) {
            throw notWrittenSo(leaf.at(), leaf, takes);
        }
        Gfn gfn = named.isEmpty() ? null : named.get(0);
        Gfn page = named.isEmpty() ? null : named.get(named.size() - 1);
        int at = level == null ? takes.level() : Levels.ofEntry(scope, level);
        return new Action.Seamcall(leaf.name(), gfn, at, page, vcpu);
    }

    private static boolean isTdr(Arg arg) {
        return arg instanceof Word word && word.name().equals(Leaves.TDR);
    }

    private Unresolved notWrittenSo(At at, Word leaf, Leaves.Takes takes) {
        return scope.unresolved(
                at,
                "`seamcall " + leaf.name() + "` is not written so",
                "it is `seamcall " + leaf.name() + takes.usage() + "`");
    }
}
