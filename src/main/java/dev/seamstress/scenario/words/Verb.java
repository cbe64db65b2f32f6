package dev.seamstress.scenario.words;

import static dev.seamstress.scenario.words.ColumnKind.GMEM;
import static dev.seamstress.scenario.words.ColumnKind.HOSTMM;
import static dev.seamstress.scenario.words.ColumnKind.P;
import static dev.seamstress.scenario.words.ColumnKind.VMM;

import java.util.ArrayList;
import java.util.List;

/** The operations: in which columns each may stand, what it takes, and what it can end with. */
public enum Verb {
    FAULT("GFN [shared]", "memfault mmio eintr failed einval", P),
    READ("GFN [shared]", "pending memfault mmio eintr failed einval", P),
    WRITE("GFN [shared]", "pending memfault mmio eintr failed einval", P),
    EXEC("GFN [shared]", "pending memfault mmio eintr failed einval", P),
    ACCEPT("GFN [LEVEL]", "already mismatch busy memfault eintr failed einval", P),
    MAPGPA("RANGE to private|shared", "eintr failed einval", P),
    LOAD("", "", P),
    ENTER("", "eintr failed einval", P),
    RESETCTX("", "", P),
    MTRR("", "", P),
    CR0CD("", "", P),
    CONVERT("RANGE to private|shared", "einval", VMM),
    ADDSLOT("NUMBER = RANGE [flags]", "einval eexist failed", VMM),
    DELSLOT("NUMBER", "einval", VMM),
    MOVESLOT("NUMBER to GFN", "einval eexist", VMM),
    DIRTYLOG("NUMBER on|off", "einval", VMM),
    GETDIRTY("NUMBER", "einval", VMM),
    CLEARDIRTY("RANGE", "einval", VMM),
    PREFAULT("RANGE [via VCPU]", "eagain eintr efault enoent eio eopnotsupp", VMM),
    INITMEM("RANGE [extend] [via VCPU]", "busy eio eexist efault einval", VMM),
    POPULATE("RANGE", "eio eexist efault einval", VMM),
    FINALIZE("", "busy eio einval", VMM),
    VCPUCREATE("VCPU", "eexist eio", VMM),
    VCPUINIT("VCPU", "einval eio", VMM),
    VCPUDESTROY("VCPU", "einval eio", VMM),
    VMDESTROY("", "", VMM),
    ZAPFAST("", "", VMM),
    APICVINHIBIT("", "", VMM),
    NONCOHERENT("", "", VMM),
    PUNCH("RANGE", "failed", VMM, GMEM),
    RELEASE("", "failed", VMM, GMEM),
    POISON("GFN", "", VMM, GMEM),
    NOTIFY("RANGE madvise|munmap|migrate|protect", "", HOSTMM),
    NXRECOVER("", "", VMM),
    AGE("RANGE", "", HOSTMM),
    HOSTTOUCH("RANGE", "failed", HOSTMM),
    SIGNAL("VCPU", "", VMM, HOSTMM, GMEM),
    KICK("VCPU", "", VMM, HOSTMM, GMEM),
    SEAMCALL("LEAF", "", VMM),
    WAIT("LABEL", "", P, VMM, HOSTMM, GMEM),
    ON("EVENT [nth n]", "", P, VMM, HOSTMM, GMEM),
    AT("TIME", "", P, VMM, HOSTMM, GMEM),
    REPEAT("n { a, b }", "", P, VMM, HOSTMM, GMEM),
    LOOP("{ a, b } until R", "", P, VMM, HOSTMM, GMEM),
    CPU("NUMBER", "", P);

    private final String usage;
    private final List<String> results;
    private final List<ColumnKind> columns;
    private final List<Param> params;

    Verb(String usage, String others, ColumnKind... columns) {
        this.usage = usage;
        this.results = results(name(), others);
        this.columns = List.of(columns);
        boolean hasOwnSyntax = List.of("ADDSLOT", "ON", "REPEAT", "LOOP").contains(name());
        this.params = hasOwnSyntax ? List.of() : Param.parse(usage);
    }

    private static List<String> results(String name, String others) {
        List<String> results = new ArrayList<>();
        results.add(Results.OK);
        for (String other : others.split(" ")) {
            if (!other.isEmpty()) {
                results.add(other);
            }
        }
        if (!List.of("WAIT", "ON", "AT").contains(name)) {
            results.add(Results.VMDEAD);
        }
        return List.copyOf(results);
    }

    /** The parameters in order; empty for an operation with its own syntax. */
    public List<Param> params() {
        return params;
    }

    /** The kinds of columns that it may stand in. */
    public List<ColumnKind> columns() {
        return columns;
    }

    /**
     * What it can end with, {@code ok} first. {@code seamcall} can also end with any status name; {@code repeat} and
     * {@code loop} end with what their last operation does.
     */
    public List<String> results() {
        return results;
    }

    /** The word of the language: {@code fault}. */
    public String word() {
        return Words.of(this);
    }

    /** How it is written, for a hint: {@code fault GFN [shared]}. */
    public String usage() {
        return usage.isEmpty() ? word() : word() + " " + usage;
    }
}
