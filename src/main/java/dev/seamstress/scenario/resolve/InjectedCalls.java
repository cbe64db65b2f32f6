package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.words.Leaf;
import dev.seamstress.scenario.words.Words;
import java.util.List;

/** Injections into calls that only a script can make: one of its operations must make them. */
final class InjectedCalls {
    private final Scope scope;

    InjectedCalls(Scope scope) {
        this.scope = scope;
    }

    /** Reports each injection into calls that nobody makes. Requires: no other error was found. */
    void check(List<Decl> decls, List<ColumnScript> columns) {
        for (Decl decl : decls) {
            if (decl instanceof Decl.Inject inject) {
                String word = inject.leaf().text();
                Words.find(Leaf.class, word)
                        .onlyRaw()
                        .filter(leaf -> !isMade(leaf, columns))
                        .ifPresent(leaf -> scope.error(
                                inject.leaf().at(),
                                "nobody makes the call `" + word + "` that is to fail",
                                "no operation makes it but `seamcall " + leaf
                                        + Leaves.takes(leaf).usage() + "`"));
            }
        }
    }

    private static boolean isMade(String leaf, List<ColumnScript> columns) {
        return columns.stream()
                .flatMap(column -> column.operations().stream())
                .anyMatch(operation -> makes(leaf, operation.action()));
    }

    private static boolean makes(String leaf, Action action) {
        if (action instanceof Action.Repeat repeat) {
            return repeat.actions().stream().anyMatch(inner -> makes(leaf, inner));
        }
        if (action instanceof Action.Loop loop) {
            return loop.actions().stream().anyMatch(inner -> makes(leaf, inner));
        }
        return action instanceof Action.Seamcall call && call.leaf().equals(leaf);
    }
}
