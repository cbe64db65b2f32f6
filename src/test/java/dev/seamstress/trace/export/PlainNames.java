package dev.seamstress.trace.export;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.world.World;

/** Numbers for names; only what is mirrored is looked up. */
record PlainNames(World world) implements DiagramNames {
    @Override
    public String operation(int number) {
        return "operation " + number;
    }

    @Override
    public String result(int number) {
        return "result " + number;
    }

    @Override
    public String page(long gfn, long pages) {
        return new Gfn(gfn).toString();
    }

    @Override
    public long sharedBit() {
        return world.kvm().directBits() << 12;
    }

    @Override
    public boolean isMirrored(long gfn, long spte) {
        return world.kvm().type().hasMirror() && world.kvm().hostPages().gmemPfn(gfn) == Spte.pfn(spte);
    }

    @Override
    public boolean hasInjections() {
        return false;
    }
}
