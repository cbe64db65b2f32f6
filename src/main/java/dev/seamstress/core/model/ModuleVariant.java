package dev.seamstress.core.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A TDX module: a name and the switches that are on. Immutable.
 *
 * <p>Source: 1.5.01 from the module's source; 1.5.05 from mails. Assumed: 1.5.05 keeps {@code accept-stale-leaf-bit}
 * and {@code commit-wipes-hp}, as its source was not read.
 */
public final class ModuleVariant {
    /** Tag TDX_1.5.01 of the open-source module; the default. */
    public static final ModuleVariant V1_5_01 = new ModuleVariant(
            "1.5.01",
            EnumSet.of(
                    ModuleSwitch.ACCEPT_LOCKS_ANY,
                    ModuleSwitch.ACCEPT_STALE_LEAF_BIT,
                    ModuleSwitch.COMMIT_WIPES_HP,
                    ModuleSwitch.DEMOTE_RESTARTABLE,
                    ModuleSwitch.ZERO_STEP,
                    ModuleSwitch.HP_TIMEOUT));

    /** Version 1.5.05, which locks more in VP.ENTER and VP.INIT. */
    public static final ModuleVariant V1_5_05 = V1_5_01.with(ModuleSwitch.TDVPR_EX_ON_ENTER)
            .with(ModuleSwitch.VP_INIT_TDR_EX)
            .named("1.5.05");

    private static final List<String> KNOWN = List.of("1.5.01", "1.5.05", "dpamt");

    private final String name;
    private final EnumSet<ModuleSwitch> switches;

    private ModuleVariant(String name, EnumSet<ModuleSwitch> switches) {
        this.name = name;
        this.switches = switches;
    }

    /** The names of all modules that people may ask for, built or not; the default first. */
    public static List<String> known() {
        return KNOWN;
    }

    /** The modules that can be asked for, the default first. */
    public static List<ModuleVariant> offered() {
        return List.of(V1_5_01, V1_5_05);
    }

    /** The offered module of that name. */
    public static Optional<ModuleVariant> find(String name) {
        return offered().stream().filter(variant -> variant.name.equals(name)).findFirst();
    }

    /** True for names that are defined, whether offered or not modelled yet. */
    public static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }

    /** What verdicts print: the module's name, and each switch set otherwise, {@code 1.5.01 + page-release}. */
    public String name() {
        return name;
    }

    /** True if the switch is on. */
    public boolean has(ModuleSwitch moduleSwitch) {
        return switches.contains(moduleSwitch);
    }

    /** This module with the switch on; itself, if it was. */
    public ModuleVariant with(ModuleSwitch moduleSwitch) {
        return set(moduleSwitch, " + " + moduleSwitch.text(), true);
    }

    /** This module with the switch off; itself, if it was. */
    public ModuleVariant without(ModuleSwitch moduleSwitch) {
        return set(moduleSwitch, " + no-" + moduleSwitch.text(), false);
    }

    private ModuleVariant set(ModuleSwitch moduleSwitch, String suffix, boolean isOn) {
        if (has(moduleSwitch) == isOn) {
            return this;
        }
        EnumSet<ModuleSwitch> changed = EnumSet.copyOf(switches);
        if (isOn) {
            changed.add(moduleSwitch);
        } else {
            changed.remove(moduleSwitch);
        }
        return new ModuleVariant(name + suffix, changed);
    }

    private ModuleVariant named(String newName) {
        return new ModuleVariant(Objects.requireNonNull(newName), switches);
    }

    @Override
    public String toString() {
        return name;
    }
}
