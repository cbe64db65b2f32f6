package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Column;
import java.util.List;

/**
 * A label and its operation.
 *
 * <p>Shape: {@code column} is null if the row does not fit the header; {@code index} is the operation's position in its
 * column; {@code results} is what the operation can end with, or null if that is anything.
 */
record LabelInfo(At at, Column column, int index, List<String> results) {}
