package dev.seamstress.scenario.parse;

import org.antlr.v4.runtime.Token;

/** Where a claim or an expectation begins, for a parser that looks for its footing again. */
final class ClaimStart {
    private static final int TILDE = TokenLimits.type("'~'");

    private ClaimStart() {}

    /** Whether {@code token} can open a claim or an expectation. */
    static boolean isAt(Tokens tokens, Token token) {
        return switch (token.getType()) {
            case ScenarioLexer.ALWAYS,
                    ScenarioLexer.NEVER,
                    ScenarioLexer.SOMETIMES,
                    ScenarioLexer.FINALLY,
                    ScenarioLexer.EXISTS,
                    ScenarioLexer.FORALL,
                    ScenarioLexer.ORDER,
                    ScenarioLexer.EXPECT -> true;
            default -> token.getType() == TILDE && tokens.isFollowedBy(token, ScenarioLexer.EXISTS);
        };
    }
}
