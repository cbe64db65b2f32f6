package dev.seamstress.core.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A TDX module: a name, the switches that are on, and its table of locks. Immutable.
 *
 * <p>Shape: the name says all of it, so that a module can be made of its name: {@code 1.5.01 + no-hp-timeout +
 * mem.page.accept.entry-none}, the changes in the order of switches and then of the table. Two modules of one name are
 * one.
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

    private static final String AND = " + ";
    private static final String OFF = "no-";
    private static final List<String> KNOWN = List.of("1.5.01", "1.5.05", "dpamt");

    private final String name;
    private final EnumSet<ModuleSwitch> switches;
    private final LockTable locks;
    private final boolean isRelocked;

    private ModuleVariant(String name, EnumSet<ModuleSwitch> switches) {
        this(name, switches, LockTable.DEFAULT, false);
    }

    private ModuleVariant(String name, EnumSet<ModuleSwitch> switches, LockTable locks, boolean isRelocked) {
        this.name = name;
        this.switches = switches;
        this.locks = locks;
        this.isRelocked = isRelocked;
    }

    /** The names of all modules that people may ask for, built or not; the default first. */
    public static List<String> known() {
        return KNOWN;
    }

    /** The modules that can be asked for, the default first. */
    public static List<ModuleVariant> offered() {
        return List.of(V1_5_01, V1_5_05);
    }

    /** The module of that name: an offered one, with the changes that are named. */
    public static Optional<ModuleVariant> find(String name) {
        String[] words = name.split(" \\+ ", -1);
        Optional<ModuleVariant> found = offered().stream()
                .filter(variant -> variant.name.equals(words[0]))
                .findFirst();
        for (int i = 1; i < words.length && found.isPresent(); i++) {
            String word = words[i];
            found = found.flatMap(variant -> variant.changed(word));
        }
        return found;
    }

    private Optional<ModuleVariant> changed(String word) {
        Optional<ModuleSwitch> on = ModuleSwitch.named(word);
        if (on.isPresent()) {
            return on.map(this::with);
        }
        Optional<ModuleSwitch> off = ModuleSwitch.named(word.startsWith(OFF) ? word.substring(OFF.length()) : "");
        return off.isPresent() ? off.map(this::without) : relocked(word);
    }

    private Optional<ModuleVariant> relocked(String word) {
        int dot = word.lastIndexOf('.');
        int dash = word.lastIndexOf('-');
        if (dot < 0 || dash < dot) {
            return Optional.empty();
        }
        String leaf = word.substring(0, dot);
        Optional<LeafLock> lock = LeafLock.named(word.substring(dot + 1, dash));
        Optional<LockMode> mode = LockMode.named(word.substring(dash + 1));
        LockTable.Cell cell = lock.map(found -> locks.cell(leaf, found)).orElse(null);
        boolean isOpen = cell != null
                && mode.isPresent()
                && (cell.mode() == mode.get() || cell.others().contains(mode.get()));
        return isOpen ? Optional.of(with(leaf, lock.orElseThrow(), mode.get())) : Optional.empty();
    }

    /**
     * This module with a lock taken otherwise; itself, if it was. Requires: the cell of {@link LockTable} exists and
     * can be so.
     */
    public ModuleVariant with(String leaf, LeafLock lock, LockMode mode) {
        if (locks.mode(leaf, lock) == mode) {
            return this;
        }
        String suffix = AND + leaf + "." + lock.word() + "-" + mode.word();
        return new ModuleVariant(name + suffix, switches, locks.with(leaf, lock, mode), true);
    }

    /** How the leaf takes the lock, switches heeded. */
    public LockMode mode(String leaf, LeafLock lock) {
        boolean isAlone = lock == LeafLock.TDVPR && leaf.equals("vp.enter") && has(ModuleSwitch.TDVPR_EX_ON_ENTER)
                || lock == LeafLock.TDR && leaf.equals("vp.init") && has(ModuleSwitch.VP_INIT_TDR_EX);
        return isAlone ? LockMode.EXCLUSIVE : locks.mode(leaf, lock);
    }

    /** The table of locks, switches not heeded. */
    public LockTable locks() {
        return locks;
    }

    /** True if some leaf takes a lock otherwise than a real module. */
    public boolean isRelocked() {
        return isRelocked;
    }

    /** What verdicts print: the module's name, and each switch set otherwise, {@code 1.5.01 + page-release}. */
    public String name() {
        return name;
    }

    /** The offered module that this one was made of; itself, if nothing was changed. */
    public ModuleVariant base() {
        return find(name.split(" \\+ ", -1)[0]).orElseThrow();
    }

    /** True if the switch is on. */
    public boolean has(ModuleSwitch moduleSwitch) {
        return switches.contains(moduleSwitch);
    }

    /** This module with the switch on; itself, if it was. */
    public ModuleVariant with(ModuleSwitch moduleSwitch) {
        return set(moduleSwitch, AND + moduleSwitch.text(), true);
    }

    /** This module with the switch off; itself, if it was. */
    public ModuleVariant without(ModuleSwitch moduleSwitch) {
        return set(moduleSwitch, AND + OFF + moduleSwitch.text(), false);
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
        return new ModuleVariant(name + suffix, changed, locks, isRelocked);
    }

    private ModuleVariant named(String newName) {
        return new ModuleVariant(Objects.requireNonNull(newName), switches);
    }

    @Override
    public String toString() {
        return name;
    }
}
