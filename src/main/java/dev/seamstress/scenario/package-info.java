/**
 * The scenario language: from a {@code .tdx} or JSON file to a {@link dev.seamstress.scenario.plan.ResolvedScenario}.
 *
 * <pre>
 * bytes ──parse──▶ tree (ast) ──resolve──▶ ResolvedScenario (plan)
 *                    │
 *                    └──text──▶ canonical text, JSON, hash
 * </pre>
 *
 * <p>Nothing here throws for a bad file: what is wrong comes back as {@link dev.seamstress.scenario.problem.Problems},
 * which prints itself.
 *
 * <p>Depends on: core.addr, ANTLR, jackson-core. Start with {@link dev.seamstress.scenario.ScenarioReader}.
 */
package dev.seamstress.scenario;
