package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.plan.Action.Alias;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.Slot;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.text.Printer;
import dev.seamstress.scenario.words.SlotFlag;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds facts that cannot both hold.
 *
 * <p>Each fact is spelt out into what it says of single entries, attributes and roots, what it brings with it included;
 * two that say different things of one place contradict each other.
 */
final class FactConflicts implements Fact.Handler<Void> {
    private static final GfnRange WHOLE = GfnRange.of(0, 1);

    private final Scope scope;
    private final List<Slot> slots;
    private final Map<String, IntervalMap<Decl.Fact>> said = new TreeMap<>();
    private final IntervalMap<Decl.Fact> attributes = new IntervalMap<>();
    private final List<Decl.Fact> directFacts = new ArrayList<>();
    private final List<GfnRange> directRanges = new ArrayList<>();
    private Decl.Fact current;
    private boolean isReported;

    FactConflicts(Scope scope, List<Slot> slots) {
        this.scope = scope;
        this.slots = slots;
    }

    /** Adds a fact, and reports the first earlier one that it contradicts. */
    void add(Decl.Fact decl, Fact fact) {
        current = decl;
        isReported = false;
        fact.on(this);
    }

    /** Adds the policy of one column. */
    void addPolicy(Decl.Fact decl, int vcpu, String policy) {
        current = decl;
        isReported = false;
        say("onfault " + vcpu, WHOLE, policy);
    }

    private void say(String key, GfnRange range, String value) {
        Decl.Fact other = said.computeIfAbsent(key, k -> new IntervalMap<>()).put(range, value, current);
        if (other != null && !isReported) {
            isReported = true;
            String earlier = Printer.PLAIN.decl(other);
            scope.sink()
                    .add(Problem.error(current.at(), Printer.PLAIN.decl(current) + " contradicts " + earlier)
                            .withNote(earlier + " is on line " + other.at().line()));
        }
    }

    @Override
    public Void onEntry(Fact.Entry fact) {
        GfnRange range = Levels.spread(fact.range(), fact.level());
        boolean isDirect = fact.term() == StateTerm.DIRECT;
        boolean isThere = fact.value() != StateWord.NONE && fact.value() != StateWord.FREE;
        boolean isLeaf = isThere && fact.value() != StateWord.TABLE;
        if (fact.term() == StateTerm.SEPT) {
            say("sept " + fact.level(), range, fact.value().word());
        }
        String tree = isDirect ? "direct " : "mirror ";
        String value =
                fact.value() == StateWord.READONLY ? "readonly" : isLeaf ? "present" : isThere ? "table" : "none";
        say(tree + fact.level(), range, value);
        if (isThere) {
            for (int level = fact.level() + 1; level <= Level.PG_1G; level++) {
                say(tree + level, Levels.spread(fact.range(), level), "table");
            }
            say(tree + "root", WHOLE, "1");
        }
        boolean isHuge = fact.level() > Level.PG_4K && scope.vm() == VmKind.SW_PROTECTED;
        if (isLeaf && (scope.vm().isTd() || isHuge)) {
            // With one root for both aliases a leaf says nothing of them, but private pages are mapped one by one.
            say("attr", range, isDirect ? "shared" : "private");
            if (isDirect) {
                directFacts.add(current);
                directRanges.add(fact.level() == Level.PG_4K ? fact.range() : range);
            }
        }
        return null;
    }

    @Override
    public Void onAttribute(Fact.Attribute fact) {
        String value = fact.value() == Alias.SHARED ? "shared" : "private";
        attributes.put(fact.range(), value, current);
        say("attr", fact.range(), value);
        return null;
    }

    @Override
    public Void onVcpuState(Fact.VcpuState fact) {
        say("vcpu " + fact.vcpu(), WHOLE, fact.value().word());
        return null;
    }

    @Override
    public Void onRoots(Fact.Roots fact) {
        say((fact.tree() == StateTerm.DIRECT ? "direct " : "mirror ") + "root", WHOLE, Integer.toString(fact.count()));
        return null;
    }

    @Override
    public Void onZeroStep(Fact.ZeroStep fact) {
        say("zerostep " + fact.vcpu(), WHOLE, Integer.toString(fact.count()));
        return null;
    }

    @Override
    public Void onCounter(Fact.Counter fact) {
        return null;
    }

    /** A page of a gmem slot starts private, so a shared mapping of it needs the attribute beside it. */
    void checkAttributes() {
        for (int i = 0; i < directFacts.size(); i++) {
            Decl.Fact fact = directFacts.get(i);
            for (Slot slot : slots) {
                GfnRange range = directRanges.get(i);
                boolean isPrivate = slot.has(SlotFlag.GMEM) && slot.range().overlaps(range);
                if (isPrivate && attributes.other(range, "shared") == null && !attributes.covers(range, "shared")) {
                    boolean isHuge = fact.term().args().size() > 1;
                    String arg = isHuge
                            ? range.toString()
                            : Printer.PLAIN.arg(fact.term().args().get(0));
                    scope.error(
                            fact.at(),
                            Printer.PLAIN.decl(fact) + " contradicts that a page of a gmem slot starts private",
                            "add `attr(" + arg + ") = shared;`");
                    break;
                }
            }
        }
    }
}
