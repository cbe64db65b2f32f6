package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.Slot;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.text.Printer;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.SlotFlag;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Resolves facts, each by itself; that no two contradict each other, {@link FactConflicts} sees to. */
final class FactResolver {
    private static final List<String> TERMS =
            List.of("sept", "mirror", "direct", "attr", "vcpu", "onfault", "#roots", "zerostep", "seq", "mmio_gen");

    /** What each term can be at the start; other values of it are made by operations. */
    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.of(
            "sept", List.of("pending", "mapped", "table", "free"),
            "mirror", List.of("present", "table", "none"),
            "direct", List.of("present", "readonly", "table", "none"),
            "attr", List.of("private", "shared"),
            "vcpu", List.of("none", "created", "ready"),
            "onfault", List.of("stop", "rerun", "convert"),
            "seq", List.of("far"),
            "mmio_gen", List.of("wrap")));

    /** What only an operation under way can leave. */
    private static final List<String> PASSING = List.of("frozen", "blocked", "pending_blocked", "table_blocked");

    private final Scope scope;
    private final GfnResolver gfns;
    private final List<Slot> slots;
    private final FactConflicts conflicts;
    private final Map<Integer, OnFault> policies;

    FactResolver(Scope scope, GfnResolver gfns, List<Slot> slots) {
        this.scope = scope;
        this.gfns = gfns;
        this.slots = Slots.sorted(slots);
        this.conflicts = new FactConflicts(scope, slots);
        this.policies = scope.policies();
    }

    /** The facts in order; the policies of single columns go into the scope instead. */
    List<Fact> resolve(List<Decl.Fact> decls) {
        List<Fact> facts = new ArrayList<>();
        for (Decl.Fact decl : decls) {
            try {
                Fact fact = fact(decl);
                if (fact != null) {
                    facts.add(fact);
                    conflicts.add(decl, fact);
                }
            } catch (Unresolved e) {
                // Reported; nothing depends on a fact.
            }
        }
        conflicts.checkAttributes();
        return facts;
    }

    private Fact fact(Decl.Fact decl) {
        String name = decl.term().name().text();
        if (!TERMS.contains(name)) {
            boolean isTerm = StateTerm.of(name) != null;
            String message = isTerm ? "`" + name + "` cannot be given as a fact" : "no fact `" + name + "`";
            String hint = Near.best(name, TERMS) != null
                    ? Near.hint(name, TERMS, null)
                    : "facts are about " + Near.list(TERMS, "and");
            throw scope.unresolved(decl.term().name().at(), message, hint);
        }
        String value = value(decl, name);
        scope.requireModelled(value == null ? name : name + " = " + value, decl.at());
        switch (name) {
            case "sept", "mirror", "direct" -> {
                return entry(decl, StateTerm.of(name), Words.find(StateWord.class, value));
            }
            case "attr" -> {
                GfnRange range = gfnArg(decl);
                StateWord word = Words.find(StateWord.class, value);
                if (word == StateWord.PRIVATE) {
                    requireGmem(decl, range);
                }
                return new Fact.Attribute(range, Action.Alias.of(word));
            }
            case "vcpu" -> {
                return new Fact.VcpuState(vcpuArg(decl), Words.find(StateWord.class, value));
            }
            case "onfault" -> {
                conflicts.addPolicy(decl, vcpuArg(decl), value);
                policies.put(vcpuArg(decl), Words.find(OnFault.class, value));
                return null;
            }
            case "zerostep" -> {
                requireTd(decl);
                return new Fact.ZeroStep(vcpuArg(decl), number(decl, SteppingFacts.LISTED, "a count of faults"));
            }
            case "#roots" -> {
                return roots(decl);
            }
            default -> {
                requireArgs(decl, 0);
                return new Fact.Counter(name.equals("seq") ? Fact.Edge.SEQ_FAR : Fact.Edge.MMIO_GEN_WRAP);
            }
        }
    }

    /** The value as a word that the term can have; numbers are read where they are due. */
    private String value(Decl.Fact decl, String term) {
        List<String> values = VALUES.get(term);
        if (values == null) {
            return null;
        }
        if (decl.value() instanceof Word word && values.contains(word.name())) {
            return word.name();
        }
        String text = Printer.PLAIN.operand(decl.value());
        StateTerm state = StateTerm.of(term);
        boolean isPassing =
                PASSING.contains(text) || state != null && state.valueWords().contains(text);
        if (isPassing) {
            throw scope.unresolved(
                    decl.value().at(),
                    "`" + term + "` cannot start as `" + text + "`",
                    "facts describe a state at rest; let an operation make it");
        }
        throw scope.unresolved(
                decl.value().at(), "`" + term + "` is never `" + text + "`", TestResolver.valueHint(text, values));
    }

    private Fact entry(Decl.Fact decl, StateTerm term, StateWord value) {
        List<Arg> args = decl.term().args();
        int level = Level.PG_4K;
        if (args.size() == 2 && args.get(1) instanceof Word word) {
            level = Levels.of(scope, word);
        } else {
            requireArgs(decl, 1);
        }
        GfnRange range = gfnArg(decl);
        boolean isTable = value == StateWord.TABLE;
        if (isTable && level == Level.PG_4K) {
            throw scope.unresolved(
                    decl.at(), "a table is never at level 4K", "write `" + term.word() + "(x,2M) = table`");
        }
        boolean isLeaf = value == StateWord.PRESENT || value == StateWord.PENDING || value == StateWord.MAPPED;
        if (term == StateTerm.DIRECT) {
            requireHugePages(decl, range, value == StateWord.READONLY || isLeaf ? level : Level.PG_4K);
        } else {
            requireMirror(decl);
            if (isLeaf) {
                requireGmem(decl, range);
                if (level != Level.PG_4K) {
                    scope.requireModelled(
                            "huge",
                            decl.at(),
                            "private pages are 4K: `sept(x) = mapped`; a table above one is `mirror(x,2M) = table`");
                }
            }
        }
        return new Fact.Entry(term, range, level, value);
    }

    private Fact roots(Decl.Fact decl) {
        requireArgs(decl, 1);
        StateTerm tree = decl.term().args().get(0) instanceof Word word ? StateTerm.of(word.name()) : null;
        if (tree != StateTerm.MIRROR && tree != StateTerm.DIRECT) {
            throw scope.unresolved(
                    decl.term().args().get(0).at(),
                    "there are no such roots",
                    "it is `#roots(mirror)` or `#roots(direct)`");
        }
        if (tree == StateTerm.MIRROR) {
            requireMirror(decl);
        }
        return new Fact.Roots(tree, number(decl, 1, "0 or 1"));
    }

    private int number(Decl.Fact decl, int max, String what) {
        if (decl.value() instanceof IntRef number && number.value().value() <= max) {
            return (int) number.value().value();
        }
        throw scope.unresolved(decl.value().at(), "`" + decl.term().name() + "` is " + what + " at the start", null);
    }

    private void requireArgs(Decl.Fact decl, int count) {
        if (decl.term().args().size() != count) {
            StateTerm term = StateTerm.of(decl.term().name().text());
            String usage = term == null ? decl.term().name().text() : term.usage();
            throw scope.unresolved(
                    decl.term().at(), "`" + decl.term().name() + "` is not written so", "it is `" + usage + "`");
        }
    }

    private GfnRange gfnArg(Decl.Fact decl) {
        List<Arg> args = decl.term().args();
        if (args.isEmpty() || args.size() > 2 || !(args.get(0) instanceof RangeRef ref)) {
            StateTerm term = StateTerm.of(decl.term().name().text());
            throw scope.unresolved(
                    decl.term().at(), "`" + decl.term().name() + "` needs a gfn", "it is `" + term.usage() + "`");
        }
        GfnRange range = gfns.range(ref, GfnResolver.NO_ME);
        requireSlot(ref, range);
        return range;
    }

    private void requireTd(Decl.Fact decl) {
        if (!scope.vm().isTd()) {
            throw scope.unresolved(
                    decl.term().at(), "only the module of a TD counts faults", "this belongs to `vm = tdx`");
        }
    }

    private int vcpuArg(Decl.Fact decl) {
        List<Arg> args = decl.term().args();
        if (args.size() == 1 && args.get(0) instanceof ColumnRef ref && ref.kind() == ColumnKind.P) {
            scope.nameVcpu(ref.number());
            return ref.number();
        }
        String name = decl.term().name().text();
        throw scope.unresolved(decl.term().at(), "`" + name + "` needs a vCPU", "it is `" + name + "(P0)`");
    }

    private void requireSlot(RangeRef ref, GfnRange range) {
        if (scope.damage().areFactsLost()) {
            return;
        }
        long gfn = Slots.firstOutside(slots, range);
        if (gfn >= 0) {
            throw scope.unresolved(
                    ref.at(),
                    "gfn 0x" + Long.toHexString(gfn) + " lies in no slot",
                    slots.isEmpty() ? "declare one: `slot 1 = 0x100+8 gmem;`" : "slots are " + Slots.list(slots));
        }
    }

    private void requireGmem(Decl.Fact decl, GfnRange range) {
        for (Slot slot : slots) {
            if (slot.range().overlaps(range) && !slot.has(SlotFlag.GMEM)) {
                throw scope.unresolved(
                        decl.at(),
                        Printer.PLAIN.decl(decl) + " needs private memory, and slot " + slot.id() + " has none",
                        "declare it `slot " + slot.id() + " = " + slot.range() + " gmem;`");
            }
        }
    }

    /** A huge leaf is one of a slot that the host backs so, all of it; hosts have no pages of 1G here. */
    private void requireHugePages(Decl.Fact decl, GfnRange range, int level) {
        if (level == Level.PG_4K || scope.damage().areFactsLost()) {
            return;
        }
        GfnRange whole = Levels.spread(range, level);
        boolean isBacked =
                slots.stream().filter(slot -> slot.range().overlaps(whole)).allMatch(slot -> slot.has(SlotFlag.THP));
        if (level != Level.PG_2M || !isBacked || Slots.firstOutside(slots, whole) >= 0) {
            throw scope.unresolved(
                    decl.at(),
                    Printer.PLAIN.decl(decl) + " needs a huge page of the host",
                    level == Level.PG_2M
                            ? "declare a slot that has all of " + whole + ", with `thp`"
                            : "hosts have them of 2M");
        }
    }

    private void requireMirror(Decl.Fact decl) {
        if (!scope.vm().isTd()) {
            throw scope.unresolved(
                    decl.at(),
                    Printer.PLAIN.decl(decl) + " needs a mirror, and `vm = "
                            + scope.vm().word() + "` has none",
                    "only `vm = tdx` has private page tables");
        }
    }
}
