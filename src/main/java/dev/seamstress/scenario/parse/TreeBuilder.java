package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Claim;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Expect;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.Row;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.Defaults;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Builds the tree from what the grammar recognised. Pieces in which something was wrong are left out. */
final class TreeBuilder {
    private final Tokens tokens;
    private final Values values;
    private final Damage damage;
    private final Layout layout;
    private final Defaults defaults;
    private final CondBuilder conds;
    private final DeclBuilder declBuilder;
    private final OpBuilder ops;
    private final List<Decl> decls = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Expect> expects = new ArrayList<>();
    private int lastStray = -1;
    private boolean areClaimsBegun;
    private boolean areExpectsBegun;

    TreeBuilder(Tokens tokens, Values values, Damage damage, Layout layout, Defaults defaults) {
        this.tokens = tokens;
        this.values = values;
        this.damage = damage;
        this.layout = layout;
        this.defaults = defaults;
        this.conds = new CondBuilder(values);
        this.declBuilder = new DeclBuilder(values, conds);
        this.ops = new OpBuilder(values);
    }

    Scenario build(ScenarioParser.FileContext file) {
        OptionBuilder options = new OptionBuilder(values, damage);
        Scenario.Title title = title(file);
        for (ScenarioParser.OptionContext option : file.option()) {
            layout("option:" + option.getStart().getText(), option);
            if (!isBroken(option)) {
                options.add(option);
            }
        }
        if (file.facts() != null) {
            facts(file.facts());
        }
        if (file.header() != null) {
            header(file.header());
        }
        file.item().forEach(this::item);
        if (file.EOF() != null) {
            layout.add("end", file.EOF().getSymbol(), file.EOF().getSymbol());
        }
        return new Scenario(title, options.build(defaults), decls, new Scenario.Grid(columns, rows), claims, expects);
    }

    /** Whether the parser or the lexer found something wrong inside the piece. */
    private boolean isBroken(ParserRuleContext context) {
        Token stop = context.getStop() == null ? context.getStart() : context.getStop();
        boolean isSpoilt = tokens.isSpoilt(context.getStart(), stop);
        if (isSpoilt) {
            damage.any();
        }
        return isSpoilt || context.exception != null;
    }

    private void layout(String key, ParserRuleContext context) {
        layout.add(key, context.getStart(), context.getStop() == null ? context.getStart() : context.getStop());
    }

    private Scenario.Title title(ScenarioParser.FileContext file) {
        if (file.TDX() != null) {
            layout.add(
                    "title",
                    file.TDX().getSymbol(),
                    file.title() == null ? file.TDX().getSymbol() : file.title().getStop());
        }
        Name name =
                file.title() == null || file.title().exception != null ? Name.absent("?") : Values.name(file.title());
        if (file.STRING() == null) {
            return new Scenario.Title(name, null);
        }
        layout.add("doc", file.STRING().getSymbol(), file.STRING().getSymbol());
        String text = file.STRING().getText();
        At at = Values.at(file.STRING());
        if (text.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
            values.error(at, "this string holds a control character", "a string is one line of text");
        }
        return new Scenario.Title(name, new Name(text.substring(1, text.length() - 1), at));
    }

    private void facts(ScenarioParser.FactsContext context) {
        List<TerminalNode> braces = new ArrayList<>();
        for (ParseTree child : context.children == null ? List.<ParseTree>of() : context.children) {
            if (child instanceof TerminalNode brace) {
                braces.add(brace);
            } else if (child instanceof ScenarioParser.StrayInFactsContext stray) {
                stray(stray, " in the block of facts", "a declaration starts with a name, `slot` or `inject`");
                damage.facts();
            }
        }
        if (!braces.isEmpty()) {
            layout.add("open", braces.get(0).getSymbol(), braces.get(0).getSymbol());
        }
        for (ScenarioParser.DeclContext decl : context.decl()) {
            layout("decl:" + decls.size(), decl);
            decl(decl);
        }
        if (braces.size() > 1) {
            layout.add("close", braces.get(1).getSymbol(), braces.get(1).getSymbol());
        }
    }

    private void decl(ScenarioParser.DeclContext context) {
        if (isBroken(context)) {
            damage.facts();
            damage.gfn(context.getStart().getText());
            return;
        }
        try {
            decls.add(declBuilder.decl(context));
        } catch (BrokenPiece e) {
            damage.facts();
            damage.gfn(context.getStart().getText());
        }
    }

    private void header(ScenarioParser.HeaderContext context) {
        layout("header", context);
        if (isBroken(context)) {
            damage.header();
            return;
        }
        try {
            for (ScenarioParser.HeaderColumnContext column : context.headerColumn()) {
                columns.add(column(column));
            }
        } catch (BrokenPiece e) {
            damage.header();
            columns.clear();
        }
    }

    private Column column(ScenarioParser.HeaderColumnContext context) {
        if (context.number().isEmpty()) {
            ColumnRef ref = values.column(context.getStart());
            return new Column(ref.kind(), ref.number(), ref.number(), ref.at());
        }
        Num first = values.numbers().count(context.number(0));
        Num last = values.numbers().count(context.number(1));
        if (last.value() >= Limits.VCPUS) {
            throw values.broken(
                    last.at(), "there is no column `P" + last.value() + "`", "at most " + Limits.VCPUS + " vCPUs");
        }
        if (first.value() > last.value()) {
            throw values.broken(
                    Values.at(context), "`" + context.getText() + "` is empty", "the smaller number is first");
        }
        return new Column(ColumnKind.P, (int) first.value(), (int) last.value(), Values.at(context));
    }

    private void item(ScenarioParser.ItemContext item) {
        if (item.strayItem() != null) {
            stray(item.strayItem(), "", "here stand rows, then claims, then `expect`");
        } else if (item.row() != null) {
            layout("row:" + rows.size(), item.row());
            if (areClaimsBegun) {
                misplacedRow(item.row());
            } else {
                row(item.row());
            }
        } else if (item.claim() != null) {
            areClaimsBegun = true;
            layout("claim:" + claims.size(), item.claim());
            claim(item.claim());
        } else if (item.expect() != null) {
            areClaimsBegun = true;
            areExpectsBegun = true;
            layout("expect:" + expects.size(), item.expect());
            expect(item.expect());
        }
    }

    /** One report for a run of tokens that fit nowhere. */
    private void stray(ParserRuleContext context, String where, String hint) {
        int token = context.getStart().getTokenIndex();
        boolean isRun = lastStray >= 0 && token == lastStray + 1;
        lastStray = token;
        damage.any();
        if (!isRun) {
            values.error(Values.at(context), "unexpected `" + context.getText() + "`" + where, hint);
        }
    }

    /** A row behind a claim is not looked at; one that is broken as well has been reported. */
    private void misplacedRow(ScenarioParser.RowContext row) {
        damage.any();
        for (ScenarioParser.CellContext cell : row.cell()) {
            if (cell.label() != null) {
                damage.label(cell.label().getText());
            }
        }
        if (row.exception == null) {
            values.error(Tokens.at(row.getStart()), SyntaxMessages.ROW_AMONG_CLAIMS, SyntaxMessages.ROWS_FIRST);
        }
    }

    private void row(ScenarioParser.RowContext context) {
        List<Cell> cells = new ArrayList<>();
        boolean isWhole = context.exception == null;
        // What the parser skipped behind an error hangs in the tree too.
        int end = isWhole
                ? Integer.MAX_VALUE
                : context.exception.getOffendingToken().getTokenIndex();
        Cell pending = Cell.EMPTY;
        for (ParseTree child : context.children == null ? List.<ParseTree>of() : context.children) {
            if (child instanceof ScenarioParser.CellContext cell) {
                pending = cell(cell);
                isWhole &= pending != null;
                pending = pending == null ? Cell.EMPTY : pending;
            } else if (child instanceof TerminalNode node && node.getSymbol().getTokenIndex() < end) {
                // A `|` or the `;`: either ends a cell.
                cells.add(pending);
                pending = Cell.EMPTY;
            }
        }
        if (pending.label() != null) {
            // The error came right behind this cell: what it says cannot be trusted, but its label is known.
            damage.label(pending.label().text());
        }
        Token last = context.getStop() == null ? context.getStart() : context.getStop();
        rows.add(new Row(cells, isWhole, Tokens.at(last)));
    }

    /** The cell, or null if it is broken; its label is then known as one of a broken cell. */
    private Cell cell(ScenarioParser.CellContext context) {
        ScenarioParser.LabelContext label = context.label();
        boolean isLabelled = label != null && label.exception == null;
        if (!isBroken(context)) {
            try {
                Name name = label == null ? null : Values.name(label);
                List<Name> results = context.results() == null ? List.of() : ops.results(context.results());
                return new Cell(name, ops.op(context.op()), results, Values.at(context));
            } catch (BrokenPiece e) {
                damage.any();
            }
        }
        if (isLabelled) {
            damage.label(label.getText());
        }
        return null;
    }

    private void claim(ScenarioParser.ClaimContext context) {
        if (areExpectsBegun) {
            values.error(
                    Tokens.at(context.getStart()), "a claim stands behind `expect`", "claims come before `expect`");
        }
        if (isBroken(context)) {
            return;
        }
        try {
            claims.add(conds.claim(context));
        } catch (BrokenPiece e) {
            damage.any();
        }
    }

    private void expect(ScenarioParser.ExpectContext context) {
        if (isBroken(context)) {
            return;
        }
        List<Name> names = new ArrayList<>();
        context.expectName().forEach(n -> names.add(Values.name(n)));
        Name rule = null;
        if (context.ruleName() != null) {
            rule = new Name(context.ruleName().getText(), Values.at(context.ruleName()));
        }
        expects.add(new Expect(
                names.get(0), names.subList(1, names.size()), Values.name(context.word()), rule, Values.at(context)));
    }
}
