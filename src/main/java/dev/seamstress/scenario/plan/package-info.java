/**
 * The resolved scenario: what the world builder, the checks and the drivers consume. Pure data, immutable, complete.
 *
 * <p>Start with {@link dev.seamstress.scenario.plan.ResolvedScenario}. In it nothing is left to look up:
 *
 * <ul>
 *   <li><b>Gfns</b> are numbers: {@link dev.seamstress.core.addr.Gfn} and half-open
 *       {@link dev.seamstress.core.addr.GfnRange}. Names survive only in
 *       {@link dev.seamstress.scenario.plan.Start#names} and in texts for people. Levels are the constants of
 *       {@link dev.seamstress.core.addr.Level}.
 *   <li><b>Columns</b> are expanded: {@code P[0..3]} is four {@link dev.seamstress.scenario.plan.ColumnScript}s, with
 *       {@code me} put in. A {@link dev.seamstress.scenario.plan.ColumnId} names one, as {@code P2} or {@code VMM1}.
 *   <li><b>Operations</b> are {@link dev.seamstress.scenario.plan.Operation}s, in order, each with an
 *       {@link dev.seamstress.scenario.plan.Action}, which is a sealed family. Dispatch with its {@code Handler}, so
 *       that a new action is a compile error, or switch on {@link dev.seamstress.scenario.plan.Action#verb}.
 *   <li><b>Labels</b> are {@link dev.seamstress.scenario.plan.OperationRef}s. A label of a ranged column without an
 *       index is all of them; a test over it holds if it holds for each, a {@code wait} ends when each has ended.
 *   <li><b>Conditions</b> are {@link dev.seamstress.scenario.plan.Condition}s, sealed likewise. A test over a range of
 *       gfns keeps the range, and holds if it holds for each gfn.
 *   <li><b>Events</b> are {@link dev.seamstress.scenario.plan.EventPattern}s: every part that is null matches anything.
 *   <li><b>Facts</b> are as written, not completed: the world builder adds what each brings with it. That they do not
 *       contradict each other, lie in slots and fit the machine is already checked.
 *   <li><b>Results</b> are words, listed in {@link dev.seamstress.scenario.words.Results}; they are strings because
 *       {@code seamcall} ends with any status name.
 * </ul>
 *
 * <p>Lists are in file order, which is also the order of ids: of columns by the header, of operations by row.
 *
 * <p>Depends on: core.addr, scenario.words.
 */
package dev.seamstress.scenario.plan;
