package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.ast.Word;

/** The levels that a scenario can name. */
final class Levels {
    private Levels() {}

    /** The level of a page that {@code word} names. Errors: reported, Unresolved. */
    static int of(Scope scope, Word word) {
        return of(scope, word, Level.PG_1G, "`4K`, `2M` or `1G`");
    }

    /** The level of an entry, be it of a page or of a table only. Errors: reported, Unresolved. */
    static int ofEntry(Scope scope, Word word) {
        return of(scope, word, Level.PG_512G, "`4K`, `2M`, `1G` or `512G`");
    }

    private static int of(Scope scope, Word word, int highest, String all) {
        for (int level = Level.PG_4K; level <= highest; level++) {
            if (Level.name(level).equals(word.name())) {
                return level;
            }
        }
        throw scope.unresolved(word.at(), "no level `" + word.name() + "`", "it is one of " + all);
    }

    /** The gfns under the entries at {@code level} that cover {@code range}. */
    static GfnRange spread(GfnRange range, int level) {
        long first = Level.base(level, range.start().value());
        long last = Level.base(level, range.endExclusive().value() - 1) + Level.pages(level);
        return new GfnRange(new Gfn(first), new Gfn(last));
    }
}
