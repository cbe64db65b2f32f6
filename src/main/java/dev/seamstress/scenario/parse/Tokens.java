package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.At;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.WritableToken;

/**
 * The tokens of a file without its comments, which are kept beside.
 *
 * <p>Shape: the last token is EOF; a token's index is its position in the list.
 */
final class Tokens {
    private final List<Token> list = new ArrayList<>();
    private final List<Token> bad = new ArrayList<>();
    private final List<Integer> badPositions = new ArrayList<>();
    private final List<Comment> comments = new ArrayList<>();

    /** Cuts {@code text} into tokens. Errors: characters that are no token's are in {@link #bad}, not in the list. */
    static Tokens of(String text) {
        Tokens tokens = new Tokens();
        ScenarioLexer lexer = new ScenarioLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        for (Token token = lexer.nextToken(); ; token = lexer.nextToken()) {
            tokens.take(token);
            if (token.getType() == Token.EOF) {
                return tokens;
            }
        }
    }

    private void take(Token token) {
        switch (token.getType()) {
            case ScenarioLexer.LINE_COMMENT, ScenarioLexer.BLOCK_COMMENT -> {
                String text = token.getText().replace("\r", "");
                int lines = (int) text.chars().filter(c -> c == '\n').count();
                comments.add(new Comment(text.stripTrailing(), token.getLine(), token.getLine() + lines, list.size()));
            }
            case ScenarioLexer.BAD_CHAR, ScenarioLexer.OPEN_STRING, ScenarioLexer.OPEN_COMMENT -> {
                bad.add(token);
                badPositions.add(list.size());
            }
            default -> {
                ((WritableToken) token).setTokenIndex(list.size());
                list.add(token);
            }
        }
    }

    /** The first token of the file, be it a bad one. */
    Token first() {
        Token token = list.get(0);
        return !bad.isEmpty() && bad.get(0).getStartIndex() < token.getStartIndex() ? bad.get(0) : token;
    }

    /** Whether the file begins as a scenario does; what does not is some other file, and no word of it is looked at. */
    boolean areScenario() {
        return first().getType() == ScenarioLexer.TDX;
    }

    /** Whether an option stands where the name should: {@code TDX} and then {@code models =}. */
    boolean isNameMissing() {
        return list.size() > 2 && "=".equals(list.get(2).getText()) && isFirstOfLine(list.get(1));
    }

    List<Token> list() {
        return list;
    }

    /** Tokens that stand for an error: a stray character, an open string, an open comment. */
    List<Token> bad() {
        return bad;
    }

    /** Whether a bad token stands between two tokens, or right before or behind them; so their piece is broken. */
    boolean isSpoilt(Token first, Token last) {
        for (int position : badPositions) {
            if (first.getTokenIndex() <= position && position <= last.getTokenIndex() + 1) {
                return true;
            }
        }
        return false;
    }

    List<Comment> comments() {
        return comments;
    }

    /** The token before {@code token}, or null. */
    Token before(Token token) {
        return token.getTokenIndex() == 0 ? null : list.get(token.getTokenIndex() - 1);
    }

    /** Whether no other token stands before it on its line. */
    boolean isFirstOfLine(Token token) {
        Token before = before(token);
        return before == null || before.getLine() < token.getLine();
    }

    /** Where a token stands. */
    static At at(Token token) {
        if (token.getType() == Token.EOF) {
            return At.of(token.getLine(), token.getCharPositionInLine() + 1, 1);
        }
        return At.of(
                token.getLine(), token.getCharPositionInLine() + 1, token.getStopIndex() - token.getStartIndex() + 1);
    }

    /** The place just behind the token before {@code token}; its own place if there is none. */
    At behind(Token token) {
        Token before = before(token);
        return before == null ? at(token) : at(before).after();
    }

    /** Whether one token of type {@code type} follows {@code token}. */
    boolean isFollowedBy(Token token, int type) {
        int next = token.getTokenIndex() + 1;
        return next < list.size() && list.get(next).getType() == type;
    }
}
