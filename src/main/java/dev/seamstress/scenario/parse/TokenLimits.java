package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.problem.ProblemSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.antlr.v4.runtime.Token;

/** What is checked on the flat list of tokens: stray characters, long names, and nesting before the parser recurses. */
final class TokenLimits {
    private static final int OPEN_PAREN = type("'('");
    private static final int CLOSE_PAREN = type("')'");
    private static final int OPEN_BRACE = type("'{'");
    private static final int CLOSE_BRACE = type("'}'");
    private static final int SEMICOLON = type("';'");
    private static final int TILDE = type("'~'");

    private final Tokens tokens;
    private final ProblemSink sink;

    private TokenLimits(Tokens tokens, ProblemSink sink) {
        this.tokens = tokens;
        this.sink = sink;
    }

    /** The type of the token written {@code literal}, with its quotes. */
    static int type(String literal) {
        for (int type = 1; type <= ScenarioParser.VOCABULARY.getMaxTokenType(); type++) {
            if (literal.equals(ScenarioParser.VOCABULARY.getLiteralName(type))) {
                return type;
            }
        }
        throw new IllegalArgumentException("no token " + literal);
    }

    /** Reports to {@code sink}. Whether the tokens may be parsed: their nesting is bounded and nothing is left open. */
    static boolean check(Tokens tokens, ProblemSink sink) {
        TokenLimits limits = new TokenLimits(tokens, sink);
        boolean isClosed = limits.checkBad();
        limits.checkNames();
        return limits.checkDepth() && isClosed;
    }

    private boolean checkBad() {
        Token last = null;
        for (Token token : tokens.bad()) {
            switch (token.getType()) {
                case ScenarioLexer.OPEN_COMMENT -> {
                    sink.error(Tokens.at(token), "this comment is not closed", "it ends with `*)`, and does not nest");
                    // What follows is comment or text, and no one can tell.
                    return false;
                }
                case ScenarioLexer.OPEN_STRING ->
                    sink.error(Tokens.at(token), "this string is not closed", "it ends with `\"` on the same line");
                default -> {
                    boolean isRun = last != null && last.getStopIndex() + 1 == token.getStartIndex();
                    if (!isRun) {
                        sink.error(Tokens.at(token), "unexpected character " + shown(token), hint(token.getText()));
                    }
                    last = token;
                }
            }
        }
        return true;
    }

    private static String shown(Token token) {
        int codePoint = token.getText().codePointAt(0);
        boolean isPlain = codePoint > ' ' && codePoint < 0x7f;
        return isPlain ? "`" + token.getText() + "`" : String.format(Locale.ROOT, "U+%04X", codePoint);
    }

    private static String hint(String text) {
        return switch (text) {
            case "&" -> "and is written `/\\`";
            case "!" -> "not is written `~`, and not equal `!=`";
            case "-" -> "there is no subtraction: `x[1]` is the gfn after x, `x+8` is 8 gfns from x";
            case "\u2227" -> "and is written `/\\`";
            case "\u2228" -> "or is written `\\/`";
            case "\u00ac" -> "not is written `~`";
            case "\u2192" -> "events are put in order by `->`";
            case "\u2260" -> "not equal is written `!=`";
            case "\u2264" -> "it is written `<=`";
            case "\u2265" -> "it is written `>=`";
            case "\u201c", "\u201d", "\u201e" -> "quotes are straight: `\"`";
            case "\u2013", "\u2014", "\u2212" -> "it is no `-`";
            case "\u00a0", "\u2007", "\u202f" -> "it is a space that breaks no line; write a plain one";
            default -> text.codePointAt(0) > 0x7f ? "outside strings and comments a scenario is ASCII" : null;
        };
    }

    private void checkNames() {
        for (Token token : tokens.list()) {
            boolean isWord = token.getType() == ScenarioLexer.NAME || token.getType() == ScenarioLexer.COLUMN;
            int length = token.getStopIndex() - token.getStartIndex() + 1;
            if (isWord && length > Limits.NAME_CHARS) {
                sink.error(
                        Tokens.at(token),
                        "this name has " + length + " characters",
                        "a name has at most " + Limits.NAME_CHARS + " characters");
            }
        }
    }

    private boolean checkDepth() {
        return checkParens() && checkLoops();
    }

    /** Counts open parentheses, and the `~` before and inside them, as each becomes one level of the tree. */
    private boolean checkParens() {
        Deque<Integer> tildesBefore = new ArrayDeque<>();
        int tildes = 0;
        int run = 0;
        for (Token token : tokens.list()) {
            int type = token.getType();
            if (type == SEMICOLON || tokens.isFirstOfLine(token) && ClaimStart.isAt(tokens, token)) {
                // No parenthesis spans pieces; one left open is not the next piece's fault.
                tildesBefore.clear();
                tildes = 0;
                run = 0;
            }
            if (type == TILDE) {
                run++;
            } else if (type == OPEN_PAREN) {
                tildesBefore.push(run);
                tildes += run;
                run = 0;
            } else {
                run = 0;
                if (type == CLOSE_PAREN && !tildesBefore.isEmpty()) {
                    tildes -= tildesBefore.pop();
                }
            }
            if (tildesBefore.size() > Limits.PAREN_DEPTH) {
                sink.error(Tokens.at(token), "too deeply nested", "parentheses nest at most 32 deep");
                return false;
            }
            if (tildes + run > Limits.PAREN_DEPTH) {
                sink.error(Tokens.at(token), "too deeply nested", "`~` nests at most 32 deep");
                return false;
            }
        }
        return true;
    }

    private boolean checkLoops() {
        Deque<Boolean> braces = new ArrayDeque<>();
        int loops = 0;
        for (Token token : tokens.list()) {
            int type = token.getType();
            if (type == SEMICOLON) {
                loops = 0;
                braces.clear();
            } else if (type == OPEN_BRACE) {
                boolean isLoop = opensLoop(token);
                braces.push(isLoop);
                loops += isLoop ? 1 : 0;
            } else if (type == CLOSE_BRACE && !braces.isEmpty()) {
                loops -= braces.pop() ? 1 : 0;
            }
            if (loops > Limits.LOOP_DEPTH) {
                sink.error(Tokens.at(token), "too deeply nested", "`repeat` and `loop` nest at most twice");
                return false;
            }
        }
        return true;
    }

    /** Whether the brace follows {@code loop}, or {@code repeat} and a number. */
    private boolean opensLoop(Token brace) {
        Token before = tokens.before(brace);
        if (before == null) {
            return false;
        }
        Token first = tokens.before(before);
        return before.getType() == ScenarioLexer.LOOP || first != null && first.getType() == ScenarioLexer.REPEAT;
    }
}
