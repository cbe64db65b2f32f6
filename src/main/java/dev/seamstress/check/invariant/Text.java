package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;

/** The words of offences. */
final class Text {
    private Text() {}

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** {@code gfn 0x100 at 4K}. */
    static String place(long gfn, int level) {
        return "gfn " + hex(gfn) + " at " + Level.name(level);
    }

    /** The entry that the store is about: {@code the mirror entry of gfn 0x100 at 4K}. */
    static String entry(Look look) {
        String tree = look.root() == Places.NONE
                ? "secure EPT"
                : look.kvm().tables().isMirror(look.root()) ? "mirror" : "direct";
        return "the " + tree + " entry of " + place(look.gfn(), look.level());
    }

    static String spte(long value) {
        return Spte.toString(value);
    }

    /** The actor as people call it. */
    static String actor(Look look) {
        return name(look, look.actor());
    }

    static String name(Look look, int machine) {
        return machine < look.threads()
                ? look.thread(machine).name()
                : machine == look.kvm().mmu() ? "mmu" : "tdx";
    }
}
