package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.parse.Damage;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.words.KnownNames;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known about a scenario while it is resolved: its names, columns and labels, and where problems go. */
final class Scope {
    /** A gfn's name and where it was declared. */
    record Symbol(Gfn gfn, At at) {}

    private final KnownNames known;
    private final ProblemSink sink;
    private final Damage damage;
    private final Map<String, Symbol> gfns = new LinkedHashMap<>();
    private final Map<String, LabelInfo> labels = new TreeMap<>();
    private final List<Column> columns = new ArrayList<>();
    private final TreeSet<Integer> vcpus = new TreeSet<>();
    private final TreeSet<Integer> namedVcpus = new TreeSet<>();
    private final Map<Integer, At> askedVcpus = new TreeMap<>();
    private final Map<Integer, OnFault> policies = new TreeMap<>();
    private VmKind vm = VmKind.TDX;
    private long gfnLimit = Gfn.LIMIT;

    Scope(KnownNames known, ProblemSink sink, Damage damage) {
        this.known = known;
        this.sink = sink;
        this.damage = damage;
        vcpus.add(0);
    }

    KnownNames known() {
        return known;
    }

    ProblemSink sink() {
        return sink;
    }

    Damage damage() {
        return damage;
    }

    Map<String, Symbol> gfns() {
        return gfns;
    }

    Map<String, LabelInfo> labels() {
        return labels;
    }

    List<Column> columns() {
        return columns;
    }

    /** The policies that facts give to single vCPUs. */
    Map<Integer, OnFault> policies() {
        return policies;
    }

    VmKind vm() {
        return vm;
    }

    void setVm(VmKind kind) {
        vm = kind;
    }

    /** One past the largest gfn that the guest can address without the shared bit. */
    long gfnLimit() {
        return gfnLimit;
    }

    void setGfnLimit(long limit) {
        gfnLimit = limit;
    }

    /** A vCPU has a column or is made by an option. */
    void addVcpu(int number) {
        vcpus.add(number);
    }

    /** A vCPU is named by itself: it exists, and it is not like the others. */
    void nameVcpu(int number) {
        vcpus.add(number);
        namedVcpus.add(number);
    }

    /** A claim asks for a vCPU, which makes it unlike the others but does not make it. */
    void askForVcpu(int number, At at) {
        namedVcpus.add(number);
        askedVcpus.putIfAbsent(number, at);
    }

    /** Reports vCPUs that claims ask for and nothing makes: what is claimed of them would be true of nobody. */
    void checkAskedVcpus() {
        askedVcpus.forEach((number, at) -> {
            if (!vcpus.contains(number)) {
                error(
                        at,
                        "no vCPU `P" + number + "`",
                        "it takes a column, a fact, an operation or `td { vcpus = N; }`");
            }
        });
    }

    TreeSet<Integer> vcpus() {
        return vcpus;
    }

    TreeSet<Integer> namedVcpus() {
        return namedVcpus;
    }

    /** Whether the header has this column; true if the header is lost. */
    boolean hasColumn(ColumnId id) {
        if (damage.isHeaderLost()) {
            return true;
        }
        for (Column column : columns) {
            if (column.kind() == id.kind() && column.first() <= id.number() && id.number() <= column.last()) {
                return true;
            }
        }
        return false;
    }

    /** The texts of the header's columns. */
    List<String> columnTexts() {
        return columns.stream().map(Column::text).toList();
    }

    void error(At at, String message, String hint) {
        sink.error(at, message, hint);
    }

    /** Reports and gives the piece up. */
    Unresolved unresolved(At at, String message, String hint) {
        sink.error(at, message, hint);
        return new Unresolved();
    }

    /** Reports a wrong name the first time it is met, and gives the piece up. */
    Unresolved unknown(String kind, String name, Problem problem) {
        sink.once(kind + ":" + name, problem);
        return new Unresolved();
    }

    /** Refuses a word of the language that this version cannot run; the piece is checked all the same. */
    void requireModelled(String word, At at) {
        requireModelled(word, at, null);
    }

    /** The same, with what can be done instead; null is nothing. */
    void requireModelled(String word, At at, String hint) {
        if (!known.isModelled(word)) {
            sink.once("not modelled:" + word, Problem.notModelled(at, word, hint));
        }
    }
}
