package dev.seamstress.scenario.ast;

import java.util.List;

/** A whole scenario as written. */
public record Scenario(
        Title title, Options options, List<Decl> decls, Grid grid, List<Claim> claims, List<Expect> expects) {
    public Scenario {
        decls = List.copyOf(decls);
        claims = List.copyOf(claims);
        expects = List.copyOf(expects);
    }

    /** The name, and the sentence for people; {@code doc} may be null. */
    public record Title(Name name, Name doc) {}

    /** The threads and their programs. */
    public record Grid(List<Column> columns, List<Row> rows) {
        public Grid {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }
}
