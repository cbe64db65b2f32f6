/**
 * From the bytes of a {@code .tdx} file to the tree: decoding, bounds, tokens, the ANTLR grammar, recovery, building.
 *
 * <p>The bounds come first: {@code SourceReader} never reads more than a file may hold, {@code TokenLimits} counts
 * names and nesting on the flat list of tokens, so the parser, which recurses, only sees input of bounded depth. Syntax
 * errors are found by the grammar, worded by {@code SyntaxMessages} and confined to their row, declaration or claim by
 * {@code SyntaxRecovery}.
 *
 * <p>Depends on: scenario.ast, scenario.words, scenario.problem, the ANTLR runtime. Start with
 * {@link dev.seamstress.scenario.parse.TextParser}.
 */
package dev.seamstress.scenario.parse;
