package dev.seamstress.world;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.ModuleVariant;
import java.util.function.UnaryOperator;

/** A scenario with a module that nobody ships. */
public final class WhatIf {
    private WhatIf() {}

    /** The file of that name below {@code scenarios}, with 1.5.01 changed. */
    public static World file(String file, KernelModel model, UnaryOperator<ModuleVariant> change) {
        Scene scene = Scene.file(file, model);
        return new WorldBuilder(scene.world().scenario(), model, change.apply(ModuleVariant.V1_5_01)).build();
    }
}
