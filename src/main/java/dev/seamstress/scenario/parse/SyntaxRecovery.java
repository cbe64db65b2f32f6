package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.words.Vocabulary;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;

/**
 * Confines a syntax error to its piece: one message, then on after the row's or declaration's own {@code ;}, or at the
 * next claim.
 *
 * <p>An error climbs out of the rules, unreported, until it reaches the rule of a piece. A token that opens its line is
 * never skipped when something is missing before it: the line break stands for what was forgotten.
 */
final class SyntaxRecovery extends DefaultErrorStrategy {
    private static final int SEMICOLON = TokenLimits.type("';'");
    private static final int COLON = TokenLimits.type("':'");
    private static final int EQUALS = TokenLimits.type("'='");
    private static final int OPEN_BRACE = TokenLimits.type("'{'");
    private static final int OPEN_PAREN = TokenLimits.type("'('");
    private static final int CLOSE_BRACE = TokenLimits.type("'}'");

    private final Tokens tokens;
    private final ProblemSink sink;
    private final Damage damage;
    private final SyntaxMessages messages;

    SyntaxRecovery(Tokens tokens, ProblemSink sink, Damage damage) {
        this.tokens = tokens;
        this.sink = sink;
        this.damage = damage;
        this.messages = new SyntaxMessages(tokens);
    }

    @Override
    public void sync(Parser parser) {
        // The loops over pieces take any token, so there is nothing to bring back in step here.
    }

    @Override
    public Token recoverInline(Parser parser) {
        throw new InputMismatchException(parser);
    }

    @Override
    public void reportError(Parser parser, RecognitionException e) {
        // Reported once, by the piece.
    }

    @Override
    public void recover(Parser parser, RecognitionException e) {
        int rule = parser.getContext().getRuleIndex();
        Token start = parser.getContext().getStart();
        Token found = e.getOffendingToken();
        switch (rule) {
            case ScenarioParser.RULE_option,
                    ScenarioParser.RULE_facts,
                    ScenarioParser.RULE_decl,
                    ScenarioParser.RULE_header,
                    ScenarioParser.RULE_row,
                    ScenarioParser.RULE_claim,
                    ScenarioParser.RULE_expect,
                    ScenarioParser.RULE_file -> {
                // A piece that should begin where the file ends is missing because of what was reported before.
                boolean isCascade = start.getType() == Token.EOF && damage.isAny();
                isCascade |= rule == ScenarioParser.RULE_decl && isBehindStray(start);
                if (!isCascade && !tokens.isSpoilt(start, found)) {
                    sink.add(messages.problem(rule, start, e));
                }
                damage.any();
                skip(parser, rule, start, found);
            }
            default -> throw e;
        }
    }

    /** Whether a declaration begins where none can, behind a token that is reported as unexpected. */
    private boolean isBehindStray(Token start) {
        int before = tokens.before(start).getType();
        return before != SEMICOLON && before != OPEN_BRACE && !tokens.isFirstOfLine(start);
    }

    private void skip(Parser parser, int rule, Token start, Token found) {
        switch (rule) {
            case ScenarioParser.RULE_option -> skipOption(parser, start, found);
            case ScenarioParser.RULE_facts -> skipFacts(parser, found);
            case ScenarioParser.RULE_decl -> {
                damage.facts();
                skipDecl(parser, start, found);
            }
            case ScenarioParser.RULE_header -> {
                damage.header();
                if (SyntaxMessages.OPTIONS.contains(start.getType())) {
                    skipAll(parser);
                } else {
                    skipRow(parser, start, found);
                }
            }
            case ScenarioParser.RULE_row -> skipRow(parser, start, found);
            case ScenarioParser.RULE_claim, ScenarioParser.RULE_expect -> skipClaim(parser, start, found);
            default -> skipAll(parser);
        }
    }

    /** Whether the parser can go on where it stands: the piece took something and the next line begins here. */
    private boolean canResume(Parser parser, Token start, Token found) {
        Token here = parser.getCurrentToken();
        return here == found && here != start && tokens.isFirstOfLine(here) && here.getType() != Token.EOF;
    }

    /** Whether {@code found} follows a name that opens its line and was taken for a part of the line above. */
    private boolean resumeAtName(Parser parser, Token start, Token found, int type) {
        Token name = tokens.before(found);
        if (found.getType() != type || name == null || name.getTokenIndex() <= start.getTokenIndex()) {
            return false;
        }
        if (parser.getCurrentToken() != found || !tokens.isFirstOfLine(name)) {
            return false;
        }
        parser.getInputStream().seek(name.getTokenIndex());
        return true;
    }

    private void skipOption(Parser parser, Token start, Token found) {
        if (canResume(parser, start, found)) {
            return;
        }
        while (!isEnd(parser)
                && (parser.getCurrentToken() == start || !tokens.isFirstOfLine(parser.getCurrentToken()))) {
            parser.consume();
        }
    }

    private void skipFacts(Parser parser, Token found) {
        damage.facts();
        if (parser.getContext().getChildCount() == 0) {
            damage.names();
        }
        boolean isHeader = found.getType() == ScenarioParser.COLUMN || found.getType() == ScenarioParser.P;
        if (isHeader && !tokens.isFollowedBy(found, EQUALS)) {
            return;
        }
        while (!isEnd(parser) && parser.getCurrentToken().getType() != CLOSE_BRACE) {
            noteGfn(parser.getCurrentToken());
            parser.consume();
        }
        consumeIf(parser, CLOSE_BRACE);
    }

    private void skipDecl(Parser parser, Token start, Token found) {
        if (start.getType() == ScenarioParser.NAME) {
            damage.gfn(start.getText());
        }
        if (canResume(parser, start, found) || resumeAtName(parser, start, found, EQUALS)) {
            return;
        }
        int depth = 0;
        while (!isEnd(parser)) {
            int type = parser.getCurrentToken().getType();
            if (type == SEMICOLON || type == CLOSE_BRACE && depth == 0) {
                break;
            }
            depth += type == OPEN_BRACE ? 1 : type == CLOSE_BRACE ? -1 : 0;
            noteGfn(parser.getCurrentToken());
            parser.consume();
        }
        consumeIf(parser, SEMICOLON);
    }

    private void skipRow(Parser parser, Token start, Token found) {
        if (canResume(parser, start, found) || resumeAtName(parser, start, found, COLON)) {
            return;
        }
        while (!isEnd(parser) && parser.getCurrentToken().getType() != SEMICOLON) {
            Token here = parser.getCurrentToken();
            if (isNextClaim(here) && here != start) {
                return;
            }
            if (tokens.isFollowedBy(here, COLON)) {
                damage.label(here.getText());
            }
            parser.consume();
        }
        consumeIf(parser, SEMICOLON);
    }

    private void skipClaim(Parser parser, Token start, Token found) {
        if (canResume(parser, start, found) && ClaimStart.isAt(tokens, found)) {
            return;
        }
        while (!isEnd(parser) && (parser.getCurrentToken() == start || !isNextClaim(parser.getCurrentToken()))) {
            parser.consume();
        }
    }

    /** Whether a claim begins its line there, or a word that was meant to be one. */
    private boolean isNextClaim(Token token) {
        return tokens.isFirstOfLine(token) && (ClaimStart.isAt(tokens, token) || isMisspeltClaim(token));
    }

    private boolean isMisspeltClaim(Token token) {
        // A condition may go on with a term of its own on the next line.
        return token.getType() == ScenarioParser.NAME
                && !Vocabulary.contains(token.getText())
                && tokens.isFollowedBy(token, OPEN_PAREN)
                && Near.best(token.getText(), SyntaxMessages.CLAIMS) != null;
    }

    private void skipAll(Parser parser) {
        damage.header();
        damage.facts();
        while (!isEnd(parser)) {
            if (tokens.isFollowedBy(parser.getCurrentToken(), COLON)) {
                damage.label(parser.getCurrentToken().getText());
            }
            parser.consume();
        }
    }

    private void noteGfn(Token token) {
        if (tokens.isFollowedBy(token, EQUALS)) {
            damage.gfn(token.getText());
        }
    }

    private static boolean isEnd(Parser parser) {
        return parser.getCurrentToken().getType() == Token.EOF;
    }

    private static void consumeIf(Parser parser, int type) {
        if (parser.getCurrentToken().getType() == type) {
            parser.consume();
        }
    }
}
