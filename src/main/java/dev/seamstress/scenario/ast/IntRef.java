package dev.seamstress.scenario.ast;

/** An integer as an argument or operand. */
public record IntRef(Num value) implements Arg, Operand {
    @Override
    public At at() {
        return value.at();
    }
}
