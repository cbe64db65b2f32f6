package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import java.util.Arrays;
import java.util.List;

/**
 * What threads and the TDX module tell each other. A call is one message there and one back; between them the module
 * has two steps, begin and complete, and calls of different threads overlap.
 *
 * <p>Shape: registers as in the module's ABI. {@code rcx} of a {@code TDH.MEM} leaf is a page-info word: level (from
 * zero) in bits 2:0, GPA in bits 51:12; {@code rdx} is the TDR's host physical address ({@link TdxMemory#tdr}).
 * TDH.MEM.TRACK, TDH.MR.FINALIZE and most of TDH.MNG have that in {@code rcx}; MNG.ADDCX and VP.CREATE, which have a
 * page there, in {@code rdx}. TDH.PHYMEM.PAGE.WBINVD has a page's host physical address there, with an HKID or without;
 * in its {@code r8}, which the module ignores, the caller may say as a page-info word where the page was, for those who
 * read the trace.
 */
public sealed interface Tdx extends Message {
    /** In {@code rdx} of TDH.MEM.SEPT.ADD, beside the TDR: a table that exists already is no error. */
    long ALLOW_EXISTING = 1;

    /** Where the HKID lies in the address that TDH.PHYMEM.PAGE.WBINVD gets: bits 51 to 46. */
    int HKID_SHIFT = 46;

    /** A page-info word. */
    static long pageInfo(long gfn, int septLevel) {
        return gfn << 12 | septLevel;
    }

    /** The first gfn of a page-info word. */
    static long gfnOf(long pageInfo) {
        return (pageInfo >>> 12) & ((1L << 40) - 1);
    }

    /** The level of a page-info word, the module's. */
    static int levelOf(long pageInfo) {
        return (int) pageInfo & 7;
    }

    /** In {@code rdx} of TDH.VP.ENTER, which has no such operand: what {@link Touch#isProgress} says. */
    long PROGRESS = 1;

    /**
     * A SEAMCALL begins. {@code rcx} of TDH.VP.ENTER, VP.INIT and VP.FLUSH, and {@code rdx} of VP.ADDCX, is the vCPU's
     * number, standing for its TDVPR; or the address of the page that VP.CREATE made its TDVPR.
     */
    record Seamcall(Leaf leaf, long rcx, long rdx, long r8, long r9) implements Tdx {
        private static final long TAG = Mix.tag("Seamcall");

        /** With nothing in R9, which only TDH.MEM.PAGE.ADD looks at. */
        public Seamcall(Leaf leaf, long rcx, long rdx, long r8) {
            this(leaf, rcx, rdx, r8, 0);
        }

        @Override
        public long content() {
            return content(rcx);
        }

        private long content(long operand) {
            long usual = Mix.mix(TAG, leaf.ordinal(), Mix.mix(operand, rdx, r8));
            return r9 == 0 ? usual : Mix.mix(usual, r9);
        }

        @Override
        public long contentFor(int machine, int vcpu) {
            boolean isNumber = leaf == Leaf.TDH_VP_ENTER || leaf == Leaf.TDH_VP_INIT || leaf == Leaf.TDH_VP_FLUSH;
            return content(isNumber && rcx == vcpu ? Blocks.SELF : rcx);
        }
    }

    /** A SEAMCALL has returned. For TDH.VP.ENTER: without having entered the guest. */
    record Return(Leaf leaf, long status, long rcx, long rdx, long r8) implements Tdx {
        private static final long TAG = Mix.tag("Return");
        private static final List<Return> SUCCESSES = Arrays.stream(Leaf.values())
                .map(leaf -> new Return(leaf, 0, 0, 0))
                .toList();

        /** The same; there is only one of a success that returns nothing else. */
        static Return of(Leaf leaf, long status, long rcx, long rdx, long r8) {
            return (status | rcx | rdx | r8) == 0
                    ? SUCCESSES.get(leaf.ordinal())
                    : new Return(leaf, status, rcx, rdx, r8);
        }

        /** With nothing in R8, as most leaves return. */
        public Return(Leaf leaf, long status, long rcx, long rdx) {
            this(leaf, status, rcx, rdx, 0);
        }

        @Override
        public long content() {
            long usual = Mix.mix(TAG, leaf.ordinal(), Mix.mix(status, rcx, rdx));
            return r8 == 0 ? usual : Mix.mix(usual, r8);
        }
    }

    /** The module's message to itself at the end of a call's work; it arrives in the caller's channel. */
    record Complete(Leaf leaf) implements Tdx {
        private static final long TAG = Mix.tag("Complete");
        private static final List<Complete> ALL =
                Arrays.stream(Leaf.values()).map(Complete::new).toList();

        /** The one such message. */
        static Complete of(Leaf leaf) {
            return ALL.get(leaf.ordinal());
        }

        @Override
        public long content() {
            return Mix.mix(TAG, leaf.ordinal());
        }
    }

    /** The module's message to itself that makes the call of {@code lp} fail, if it comes before {@link Complete}. */
    record Tails(int lp) implements Tdx {
        private static final long TAG = Mix.tag("Tails");

        @Override
        public long content() {
            return Mix.mix(TAG, lp);
        }
    }

    /**
     * TDH.VP.ENTER has entered the guest. {@code isFlushed}: the vCPU's private translations are gone.
     * {@code epochParity}: which of the two epoch counts, 0 or 1, the vCPU gives back when it leaves by itself; see
     * {@link Residence#exitDelta}.
     */
    record Entered(boolean isFlushed, int epochParity) implements Tdx {
        private static final long TAG = Mix.tag("Entered");
        private static final Entered[] ALL = {
            new Entered(false, 0), new Entered(false, 1), new Entered(true, 0), new Entered(true, 1)
        };

        /** The one such message. */
        static Entered of(boolean isFlushed, int epochParity) {
            return ALL[(isFlushed ? 2 : 0) + epochParity];
        }

        @Override
        public long content() {
            return Mix.mix(TAG, isFlushed ? 1 : 0, epochParity);
        }
    }

    /** The guest executes TDCALL leaf TDG.MEM.PAGE.ACCEPT. */
    record Accept(long rcx) implements Tdx {
        private static final long TAG = Mix.tag("Accept");

        @Override
        public long content() {
            return Mix.mix(TAG, rcx);
        }
    }

    /** The TDCALL has returned to the guest. */
    record GuestReturn(long status) implements Tdx {
        private static final long TAG = Mix.tag("GuestReturn");
        private static final GuestReturn SUCCESS = new GuestReturn(0);

        /** The same; there is only one of a success. */
        static GuestReturn of(long status) {
            return status == 0 ? SUCCESS : new GuestReturn(status);
        }

        @Override
        public long content() {
            return Mix.mix(TAG, status);
        }
    }

    /**
     * The processor walks the private EPT for a guest access; one step, as the walk does not wait for anything.
     * {@code isProgress}: the guest has got on since the vCPU came to the module last, so its RIP is another one; said
     * only where the module counts faults at one RIP.
     */
    record Touch(long rcx, boolean isProgress) implements Tdx {
        private static final long TAG = Mix.tag("Touch");

        /** With nothing said of progress. */
        public Touch(long rcx) {
            this(rcx, false);
        }

        @Override
        public long content() {
            return isProgress ? Mix.mix(TAG, rcx, 1) : Mix.mix(TAG, rcx);
        }
    }

    /** The walk reached a mapped page. {@code pfn}: the host page. */
    record Hit(long pfn) implements Tdx {
        private static final long TAG = Mix.tag("Hit");

        @Override
        public long content() {
            return Mix.mix(TAG, pfn);
        }
    }

    /** A #VE in the guest: an access to a PENDING page of a TD without SEPT_VE_DISABLE. */
    record VirtualizationException(long gpa) implements Tdx {
        private static final long TAG = Mix.tag("VirtualizationException");

        @Override
        public long content() {
            return Mix.mix(TAG, gpa);
        }
    }

    /**
     * The vCPU has left the guest by an EPT violation on a private GPA; or TDH.VP.ENTER has not entered it, as it would
     * leave so at once. The module has taken back the vCPU's hold on the TDR and its epoch count.
     */
    record EptViolation(long gpa, ExtendedQualification type, int requestedLevel) implements Tdx {
        private static final long TAG = Mix.tag("EptViolation");

        @Override
        public long content() {
            return Mix.mix(TAG, gpa, type.ordinal(), requestedLevel);
        }
    }

    /** The vCPU has left the guest by HOST_PRIORITY_BUSY_TIMEOUT; otherwise as {@link EptViolation}. */
    record PriorityTimeout() implements Tdx {
        private static final long TAG = Mix.tag("PriorityTimeout");

        @Override
        public long content() {
            return TAG;
        }
    }

    /** The type in the extended exit qualification. Source: EPV, extended types. */
    enum ExtendedQualification {
        NONE,
        ACCEPT,
        PENDING
    }
}
