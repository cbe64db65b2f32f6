package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Moment;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VcpuWords;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a request of every vCPU, and waits until each has left the guest. Returns 0.
 *
 * <p>The request is made before the mode is read, and a vCPU sets its mode before it looks for requests, so one of the
 * two sees the other. A vCPU that is outside guest mode is left alone.
 *
 * <p>Source: kvm_make_all_cpus_request(), kvm_make_vcpu_request(), kvm_request_needs_ipi(), kvm_kick_many_cpus().
 * Simplified: a vCPU's thread is always on a processor of its own, so each IPI is one vCPU's.
 */
public final class MakeAllCpusRequest extends Procedure {
    private static final Kind KIND = Kind.of("kvm_make_all_cpus_request");
    private static final Step[] STEPS = At.values();
    private static final VcpuRequest[] REQUESTS = VcpuRequest.values();

    private final Kvm kvm;
    private VcpuRequest request;
    private int vcpu;
    private final long[] called;
    private int awaited;

    public MakeAllCpusRequest(Kvm kvm, VcpuRequest request) {
        super(At.START);
        this.kvm = kvm;
        this.request = request;
        this.called = new long[(targets().size() + 63) / 64];
    }

    /** Who serves a vCPU that no thread runs looks for obsolete roots, and for no other request. */
    private List<Kvm.VcpuThread> targets() {
        return request == VcpuRequest.FREE_OBSOLETE_ROOTS ? kvm.allVcpus() : kvm.vcpus();
    }

    private enum At implements Step {
        START(Access.LOCAL),
        SET(Access.RACY),
        MODE(Access.RACY),
        CALL(Access.LOCAL),
        ACKNOWLEDGED(Access.LOCAL);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return super.isRacy(fx) && fx.isReachable(words().mode());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case START -> start(t, fx);
            case SET -> set(fx);
            case MODE -> mode(t, fx);
            case CALL -> callFunction(t, fx);
            case ACKNOWLEDGED -> acknowledged(t, fx);
        };
    }

    /** Answers are counted, and while more are to come nothing else is done about one. */
    @Override
    protected Moment moment(Message message) {
        return message == Ipi.DONE && awaited > 1 ? Moment.AT_ONCE : Moment.ANY;
    }

    private VcpuWords words() {
        return targets().get(vcpu).words();
    }

    private Go start(KernelThread t, Fx fx) {
        fx.trace(Event.REQUEST_MADE, request.ordinal());
        return targets().isEmpty() ? end(t, fx) : next();
    }

    private Go next() {
        return go(request.hasBit() ? At.SET : At.MODE);
    }

    private Go set(Fx fx) {
        fx.write(words().request(request), 1);
        return go(At.MODE);
    }

    /** Of its own vCPU the thread knows that it is not in the guest. */
    private Go mode(KernelThread t, Fx fx) {
        boolean isOther = targets().get(vcpu).machine() != t.id();
        if (isOther && exitGuestMode(fx) != VcpuMode.OUTSIDE_GUEST_MODE.ordinal()) {
            called[vcpu / 64] |= 1L << vcpu % 64;
        }
        vcpu++;
        return vcpu == targets().size() ? go(At.CALL) : next();
    }

    /** Source: kvm_vcpu_exiting_guest_mode(). Returns the old mode. */
    private long exitGuestMode(Fx fx) {
        return fx.compareAndExchange(
                words().mode(), VcpuMode.IN_GUEST_MODE.ordinal(), VcpuMode.EXITING_GUEST_MODE.ordinal());
    }

    private Go callFunction(KernelThread t, Fx fx) {
        vcpu = 0;
        for (int i = 0; i < targets().size(); i++) {
            if ((called[i / 64] >>> i % 64 & 1) != 0) {
                awaited++;
                fx.trace(Event.VCPU_KICKED, targets().get(i).number());
                fx.send(targets().get(i).machine(), Ipi.CALL);
            }
        }
        Arrays.fill(called, 0);
        return awaited == 0 ? end(t, fx) : await(At.ACKNOWLEDGED);
    }

    private Go acknowledged(KernelThread t, Fx fx) {
        t.<Ipi>reply();
        awaited--;
        return awaited == 0 ? end(t, fx) : await(At.ACKNOWLEDGED);
    }

    private Go end(KernelThread t, Fx fx) {
        fx.trace(Event.KICK_DONE, request.ordinal());
        return ret(t, 0);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {
        request = f.constant("request", request, REQUESTS);
        vcpu = f.count("vcpu", vcpu);
        awaited = f.count("awaited", awaited);
        for (int i = 0; i < called.length; i++) {
            called[i] = f.word("called", called[i]);
        }
    }
}
