package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.problem.ProblemSink;
import java.util.List;

/**
 * A parsed text.
 *
 * <p>Shape: {@code scenario} is null when the text could not be parsed at all; it holds only the pieces that parsed,
 * and {@code damage} says what is missing. The problems found so far are in {@code sink}.
 */
public record Parsed(Scenario scenario, Damage damage, List<Comment> comments, Layout layout, ProblemSink sink) {}
