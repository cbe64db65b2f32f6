package dev.seamstress.world;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;

/** Worlds whose footprint promises more than their script can do, so that they have more cut points and more queues. */
public final class WiderWorlds {
    private WiderWorlds() {}

    /** The scene's world, in which any thread may want any lock. */
    public static World withAllLocks(Scene scene) {
        return build(scene, withAllLocks(footprint(scene)));
    }

    /** Besides, somebody may zap, kick, signal, change memslots, find memory failed, and go on when the VM is dead. */
    public static World withMore(Scene scene) {
        Footprint wide = withAllLocks(footprint(scene));
        for (Footprint.Can each : new Footprint.Can[] {
            Footprint.Can.ZAP,
            Footprint.Can.KICK,
            Footprint.Can.SIGNAL,
            Footprint.Can.OUTLIVE_VM,
            Footprint.Can.CHANGE_SLOTS,
            Footprint.Can.INVALIDATE,
            Footprint.Can.POISON
        }) {
            wide = wide.with(each);
        }
        return build(scene, wide);
    }

    private static Footprint footprint(Scene scene) {
        return new ScriptFootprint(scene.scenario(), scene.model()).footprint();
    }

    private static Footprint withAllLocks(Footprint footprint) {
        Footprint wide = footprint;
        for (KernelLock lock : KernelLock.values()) {
            wide = wide.with(lock);
        }
        return wide;
    }

    private static World build(Scene scene, Footprint footprint) {
        return new WorldBuilder(scene.scenario(), scene.model(), footprint, WorldBuilder.Attributes.WRITTEN).build();
    }
}
