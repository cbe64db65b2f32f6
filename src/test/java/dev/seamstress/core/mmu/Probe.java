package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import java.util.function.ToLongBiFunction;

/** One step that calls what is no procedure, and returns its result. */
final class Probe extends Procedure {
    private static final Kind KIND = Kind.of("probe");
    private final ToLongBiFunction<KernelThread, Fx> function;

    Probe(ToLongBiFunction<KernelThread, Fx> function) {
        super(At.CALL);
        this.function = function;
    }

    private enum At implements Step {
        CALL;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return ret(t, function.applyAsLong(t, fx));
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return At.values();
    }

    @Override
    protected void locals(Fields f) {}
}
