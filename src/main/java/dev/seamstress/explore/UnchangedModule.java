package dev.seamstress.explore;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;

/**
 * The module that a changed one was made of, a switch set otherwise or a lock taken otherwise: whether a rule that is
 * broken on the changed one is kept there. Then the change broke it, whosever step it was.
 */
final class UnchangedModule {
    private static final Walking NO_WALKS = new Walking(0, 1, 1);

    private UnchangedModule() {}

    /**
     * True if {@code world} has a changed module, and no schedule on the one it was made of breaks {@code rule}. False
     * if that is not known within {@code limits}.
     */
    static boolean keeps(World world, Rule rule, Limits limits) {
        ModuleVariant base = world.module().base();
        if (base.name().equals(world.module().name())) {
            return false;
        }
        KernelModel unchanged = world.model().on(base);
        try {
            World.of(world.scenario(), unchanged);
        } catch (NotModelledException onlyTheChangedOneRunsIt) {
            return false;
        }
        Explorer explorer = new Explorer(
                () -> World.again(world.scenario(), unchanged),
                Explorer.Settings.DEFAULT
                        .withWanted(rule.name())
                        .withLimits(limits)
                        .withWalking(NO_WALKS));
        Exploration found = explorer.explore();
        return found.end() == SearchEnd.EXHAUSTED
                && found.findings().stream()
                        .noneMatch(finding -> finding.rule().name().equals(rule.name()));
    }
}
