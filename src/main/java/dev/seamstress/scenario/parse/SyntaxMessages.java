package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/** Says a syntax error in the words of the language: what was expected, where, and how it is written. */
final class SyntaxMessages {
    private static final int EQUALS = TokenLimits.type("'='");
    private static final int BAR = TokenLimits.type("'|'");
    private static final int SEMICOLON = TokenLimits.type("';'");
    private static final int COLON = TokenLimits.type("':'");
    private static final int OPEN_BRACE = TokenLimits.type("'{'");
    private static final int OPEN_PAREN = TokenLimits.type("'('");
    private static final int OPEN_BRACKET = TokenLimits.type("'['");
    private static final int ARROW = TokenLimits.type("'=>'");

    static final String ROW_AMONG_CLAIMS = "a row stands among the claims";
    static final String ROWS_FIRST = "rows come before the claims";

    static final List<String> CLAIMS = List.of("always", "never", "sometimes", "finally", "order", "expect");

    /** What an option can begin with. */
    static final Set<Integer> OPTIONS = Set.of(
            ScenarioParser.MODELS,
            ScenarioParser.MODULE,
            ScenarioParser.MUTATE,
            ScenarioParser.VM,
            ScenarioParser.TIMERS,
            ScenarioParser.ONFAULT,
            ScenarioParser.TD);

    /** More alternatives than this are named by what they make up, not one by one. */
    private static final int NAMED_MAX = 4;

    private final Tokens tokens;

    SyntaxMessages(Tokens tokens) {
        this.tokens = tokens;
    }

    /** The problem of the piece {@code rule}, which began at {@code start}. */
    Problem problem(int rule, Token start, RecognitionException e) {
        Token found = e.getOffendingToken();
        return switch (rule) {
            case ScenarioParser.RULE_file -> file(found);
            case ScenarioParser.RULE_option -> option(start, found, e);
            case ScenarioParser.RULE_facts -> facts(found, e);
            case ScenarioParser.RULE_decl -> decl(start, found, e);
            case ScenarioParser.RULE_header -> header(start, found);
            case ScenarioParser.RULE_row -> row(start, found, e);
            default -> claim(found, e);
        };
    }

    private Problem option(Token start, Token found, RecognitionException e) {
        if (start.getType() == ScenarioParser.NAME && !tokens.isFirstOfLine(start)) {
            String name = tokens.before(start).getText() + "-" + start.getText();
            return Problem.error(
                    Tokens.at(start),
                    "a scenario's name is one word",
                    "`TDX " + name + "`; a sentence for people stands in quotes on the next line");
        }
        String hint = start.getType() == ScenarioParser.TD
                ? "it is written `td { zerostep; state = initialized; }`"
                : "an option is one line: `models = kvm-6.19`";
        return expected(found, what(e), hint);
    }

    private Problem file(Token found) {
        return expected(found, "the scenario's name", "a scenario starts with `TDX name`");
    }

    private Problem facts(Token found, RecognitionException e) {
        boolean isOpen = e.getExpectedTokens() != null && !e.getExpectedTokens().contains(OPEN_BRACE);
        if (isOpen && tokens.isFollowedBy(found, EQUALS)) {
            return Problem.error(
                    Tokens.at(found),
                    "`" + found.getText() + "` is a column and cannot be the name of a gfn",
                    "columns are upper case: `x = 0x100;`");
        }
        if (isOpen) {
            return expected(found, "`}`", "the block of facts ends with `}`");
        }
        return expected(
                found, "`{`", "the block of facts comes before the columns: `{ slot 1 = 0x100+8 gmem; x = 0x100; }`");
    }

    private Problem decl(Token start, Token found, RecognitionException e) {
        Token name = tokens.before(found);
        boolean tookNextLine = found.getType() == EQUALS
                && name != null
                && name.getTokenIndex() > start.getTokenIndex()
                && tokens.isFirstOfLine(name);
        if (tookNextLine) {
            return Problem.error(tokens.behind(name), "expected `;`", "a declaration ends with `;`");
        }
        String hint = start.getType() == ScenarioParser.SLOT
                ? "a slot is declared `slot 1 = 0x100+8 gmem;`"
                : start.getType() == ScenarioParser.INJECT
                        ? "an injection is `inject busy aug(x) once;`"
                        : "a name is declared `x = 0x100;`, a fact `sept(x) = mapped;`, each with its `;`";
        boolean isDone = e.getCtx() != null && e.getCtx().getRuleIndex() == ScenarioParser.RULE_decl;
        boolean canEnd = isDone && found != start && tokens.before(found) != start;
        return canEnd ? expected(found, "`;`", "a declaration ends with `;`") : expected(found, what(e), hint);
    }

    private Problem header(Token start, Token found) {
        if (OPTIONS.contains(start.getType())) {
            return Problem.error(
                    Tokens.at(start),
                    "an option stands behind the block of facts",
                    "options come before `{ slot 1 = \u2026; }`, one a line");
        }
        boolean isName = found == start || tokens.before(found).getType() == BAR;
        String columns = "columns are `P0`, `P[0..3]`, `VMM`, `HOSTMM`, `GMEM`: ` P0 | VMM ;`";
        if (isName && found.getType() != Token.EOF) {
            return Problem.error(Tokens.at(found), "expected a column, not `" + found.getText() + "`", columns);
        }
        return isName
                ? expected(found, "a column", columns)
                : expected(found, "`;` or `|`", "the header ends with `;`");
    }

    private Problem row(Token start, Token found, RecognitionException e) {
        Token before = tokens.before(found);
        boolean tookNextLine = found.getType() == COLON
                && before.getTokenIndex() > start.getTokenIndex()
                && tokens.isFirstOfLine(before);
        if (tookNextLine) {
            return Problem.error(tokens.behind(before), "expected `;` or `|`", "a row ends with `;`");
        }
        if (found.getType() == OPEN_PAREN && before == start) {
            return Problem.error(
                    Tokens.at(start), "no claim `" + start.getText() + "`", Near.hint(start.getText(), CLAIMS, null));
        }
        if (isBehindClaims(e.getCtx())) {
            return Problem.error(Tokens.at(start), ROW_AMONG_CLAIMS, ROWS_FIRST);
        }
        int last = before.getType();
        boolean isCellStart = found == start || last == BAR || last == COLON;
        if (isCellStart) {
            return expected(found, "an operation", "a cell is `A: accept x`, or empty");
        }
        if (last == ARROW) {
            return expected(found, "a result", "results are announced as `=> ok` or `=> {ok, memfault}`");
        }
        boolean isInside = isInside(e.getCtx(), ScenarioParser.RULE_results) || isInNestedOp(e.getCtx());
        IntervalSet set = e.getExpectedTokens();
        boolean canEnd = set == null || set.contains(BAR) || set.contains(SEMICOLON);
        if (isInside || !canEnd) {
            return expected(found, what(e), null);
        }
        String hint = found.getType() == COLON ? "a cell has one label: `A: accept x`" : "a row ends with `;`";
        boolean isAlias = found.getType() == OPEN_PAREN && before.getText().equals("shared");
        return expected(found, "`;` or `|`", isAlias ? "the shared alias of x is written `read x shared`" : hint);
    }

    private static boolean isBehindClaims(RuleContext context) {
        RuleContext c = context;
        while (c != null && !(c instanceof ScenarioParser.FileContext)) {
            c = c.parent;
        }
        return c instanceof ScenarioParser.FileContext file
                && file.item().stream().anyMatch(i -> i.claim() != null || i.expect() != null);
    }

    private Problem claim(Token found, RecognitionException e) {
        Token before = tokens.before(found);
        String hint = null;
        if (found.getType() == BAR) {
            hint = "or is written `\\/`; `|` separates cells";
        } else if (found.getType() == ScenarioParser.REL
                && e.getCtx() instanceof ScenarioParser.ClaimContext claim
                && claim.ORDER() != null) {
            hint = "events are put in order by `->`: `order (zap(x) -> flush)`";
        } else if (found.getType() == EQUALS && before.getType() == EQUALS) {
            hint = "equality is one `=`";
        } else if (before.getType() == ScenarioParser.COLUMN && isEventWord(found)) {
            hint = "`seen(…)` asks whether an event happened";
        } else if (found.getText().equals("and")) {
            hint = "and is written `/\\`";
        } else if (found.getText().equals("or")) {
            hint = "or is written `\\/`";
        } else if (before.getType() != ScenarioParser.ORDER
                && e.getCtx() instanceof ScenarioParser.ClaimContext
                && e.getExpectedTokens().contains(OPEN_PAREN)) {
            hint = "the condition stands in parentheses";
        } else if (found.getType() == OPEN_BRACKET) {
            hint = "an index stands behind a name: `x[1]`, `A[2]`";
        }
        return expected(found, what(e), hint);
    }

    private static boolean isEventWord(Token token) {
        return token.getType() == ScenarioParser.BUSY
                || token.getType() == ScenarioParser.RETRY
                || token.getType() == ScenarioParser.NAME;
    }

    /** At {@code found}, or behind what stands before it if that ends its line: there the missing piece belongs. */
    private Problem expected(Token found, String what, String hint) {
        Token before = tokens.before(found);
        boolean isMissing = before != null && (found.getType() == Token.EOF || before.getLine() < found.getLine());
        if (isMissing) {
            return Problem.error(tokens.behind(found), "expected " + what, hint);
        }
        At at = Tokens.at(found);
        String shown = found.getType() == Token.EOF ? "" : ", not `" + found.getText() + "`";
        return Problem.error(at, "expected " + what + shown, hint);
    }

    private static boolean isInside(RuleContext context, int rule) {
        for (RuleContext c = context; c != null; c = c.parent) {
            if (c.getRuleIndex() == rule) {
                return true;
            }
        }
        return false;
    }

    /** Whether the context is within the braces of a `repeat` or `loop`, or in its head. */
    private static boolean isInNestedOp(RuleContext context) {
        for (RuleContext c = context; c != null; c = c.parent) {
            if (c instanceof ScenarioParser.OpContext op && (op.REPEAT() != null || op.LOOP() != null)) {
                return true;
            }
        }
        return false;
    }

    /** What the grammar expected, from its token set if that is small, else by the rule that was being read. */
    private static String what(RecognitionException e) {
        IntervalSet set = e.getExpectedTokens();
        String rule = e.getCtx() instanceof ParserRuleContext context ? ruleName(context.getRuleIndex()) : null;
        if (rule != null && set != null && set.contains(ScenarioParser.NAME)) {
            return rule;
        }
        if (set != null) {
            List<String> names = names(set);
            if (names.size() == 1) {
                return names.get(0);
            }
            if (names.size() <= NAMED_MAX && !names.isEmpty()) {
                return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.get(names.size() - 1);
            }
        }
        return rule == null ? "a condition" : rule;
    }

    /** What a rule is for people, or null if that says less than its tokens. */
    private static String ruleName(int rule) {
        return switch (rule) {
            case ScenarioParser.RULE_range, ScenarioParser.RULE_gfn -> "a gfn";
            case ScenarioParser.RULE_targ, ScenarioParser.RULE_term -> "a gfn or another argument";
            case ScenarioParser.RULE_length -> "a number of pages";
            case ScenarioParser.RULE_index, ScenarioParser.RULE_number -> "a number";
            case ScenarioParser.RULE_results -> "a result";
            case ScenarioParser.RULE_event -> "an event";
            case ScenarioParser.RULE_op, ScenarioParser.RULE_arg -> "an operation";
            case ScenarioParser.RULE_value -> "a value";
            case ScenarioParser.RULE_operand -> "something to compare";
            case ScenarioParser.RULE_cond,
                    ScenarioParser.RULE_conj,
                    ScenarioParser.RULE_neg,
                    ScenarioParser.RULE_test -> "a condition";
            case ScenarioParser.RULE_optionValue, ScenarioParser.RULE_tdEntry -> "a value";
            case ScenarioParser.RULE_decl,
                    ScenarioParser.RULE_slotDecl,
                    ScenarioParser.RULE_symbolDecl,
                    ScenarioParser.RULE_termFact,
                    ScenarioParser.RULE_injectDecl -> "a declaration";
            default -> null;
        };
    }

    private static List<String> names(IntervalSet set) {
        List<String> names = new ArrayList<>();
        boolean hasWord = set.contains(ScenarioParser.NAME);
        for (int type : set.toList()) {
            String name = name(type, hasWord);
            if (name != null && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** The token for people; null for one that another already stands for. */
    private static String name(int type, boolean hasWord) {
        return switch (type) {
            case ScenarioParser.NAME -> "a word";
            case ScenarioParser.INT -> "a number";
            case ScenarioParser.SIZE, ScenarioParser.TIME, ScenarioParser.VERSION, ScenarioParser.BAD_NUMBER -> null;
            case ScenarioParser.COLUMN -> "a column";
            case ScenarioParser.P -> null;
            case ScenarioParser.STRING -> "a string";
            case ScenarioParser.REL -> "a comparison";
            case Token.EOF -> "the end of the file";
            default -> {
                String literal = ScenarioParser.VOCABULARY.getLiteralName(type);
                String text = literal.substring(1, literal.length() - 1).replace("\\\\", "\\");
                boolean isWord = Character.isLetter(text.charAt(0));
                if (isWord && hasWord) {
                    yield null;
                }
                yield "`" + text + "`";
            }
        };
    }
}
