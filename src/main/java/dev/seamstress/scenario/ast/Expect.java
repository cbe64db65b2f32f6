package dev.seamstress.scenario.ast;

import java.util.List;

/**
 * An expected verdict of one model.
 *
 * <p>Shape: {@code rule} is null or what {@code refuted} names: {@code V12}, {@code never#1}.
 */
public record Expect(Name model, List<Name> mutations, Name verdict, Name rule, At at) {
    public Expect {
        mutations = List.copyOf(mutations);
    }
}
