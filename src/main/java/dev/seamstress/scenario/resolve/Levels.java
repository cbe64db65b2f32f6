package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.ast.Word;

/** The levels that a scenario can name. */
final class Levels {
    private Levels() {}

    /** The level that {@code word} names. Errors: reported, Unresolved. */
    static int of(Scope scope, Word word) {
        for (int level = Level.PG_4K; level <= Level.PG_1G; level++) {
            if (Level.name(level).equals(word.name())) {
                return level;
            }
        }
        throw scope.unresolved(word.at(), "no level `" + word.name() + "`", "it is one of `4K`, `2M` or `1G`");
    }

    /** The gfns under the entries at {@code level} that cover {@code range}. */
    static GfnRange spread(GfnRange range, int level) {
        long first = Level.base(level, range.start().value());
        long last = Level.base(level, range.endExclusive().value() - 1) + Level.pages(level);
        return new GfnRange(new Gfn(first), new Gfn(last));
    }
}
