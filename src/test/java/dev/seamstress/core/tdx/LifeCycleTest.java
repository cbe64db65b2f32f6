package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a TD from its creation to its end, and again. Method: the leaves of its life cycle, in the order in which a
 * host calls them, with the ways in which each of them fails where it comes too early, too late, or at a bad time.
 */
final class LifeCycleTest {
    private static final long LIFECYCLE = 0xC000060700000000L;
    private static final long OP_STATE = 0xC000060800000000L;
    private static final long KEYS = 0x8000081000000000L;
    private static final long TDR = TdxRig.FIRST_PFN;
    private static final long TDCX = 0x1100;
    private static final long TDVPR = 0x1110;
    private static final long HKID = 5;
    private TdxRig rig;
    private long tdr;

    @BeforeEach
    void nothing() {
        start(TdxRig.nothing(ModuleVariant.V1_5_01));
    }

    private void start(TdxRig fresh) {
        rig = fresh;
        tdr = rig.layout.tdr();
    }

    private long call(Leaf leaf, long rcx, long rdx) {
        return on(6, leaf, rcx, rdx).status();
    }

    private Tdx.Return on(int lp, Leaf leaf, long rcx, long rdx) {
        rig.begin(lp, leaf, rcx, rdx, 0);
        return (Tdx.Return) rig.finish(lp);
    }

    private static String hex(long status) {
        return Long.toHexString(status);
    }

    private long create() {
        return call(Leaf.TDH_MNG_CREATE, TDR << 12, HKID);
    }

    private void configureKeys() {
        assertThat(on(0, Leaf.TDH_MNG_KEY_CONFIG, tdr, 0).status()).isZero();
        assertThat(on(1, Leaf.TDH_MNG_KEY_CONFIG, tdr, 0).status()).isZero();
    }

    private void addControlPages() {
        for (int i = 0; i < 6; i++) {
            assertThat(call(Leaf.TDH_MNG_ADDCX, TDCX + i << 12, tdr)).isZero();
        }
    }

    private void initialized() {
        assertThat(create()).isZero();
        configureKeys();
        addControlPages();
        assertThat(call(Leaf.TDH_MNG_INIT, tdr, 0x400)).isZero();
    }

    /** The vCPU whose TDVPR is the first of six pages there; logical processor {@code lp} makes it. */
    private void vcpu(int lp, long first) {
        assertThat(call(Leaf.TDH_VP_CREATE, first << 12, tdr)).isZero();
        for (int i = 1; i < 6; i++) {
            assertThat(call(Leaf.TDH_VP_ADDCX, first + i << 12, first << 12)).isZero();
        }
        assertThat(on(lp, Leaf.TDH_VP_INIT, first << 12, 0).status()).isZero();
    }

    private void running() {
        initialized();
        vcpu(0, TDVPR);
        assertThat(rig.septAdd(3, 0, TdxRig.L3_TABLE).status()).isZero();
        assertThat(rig.septAdd(2, 0, TdxRig.L2_TABLE).status()).isZero();
        assertThat(rig.septAdd(1, TdxRig.X, TdxRig.L1_TABLE).status()).isZero();
        rig.deliver(
                7,
                new Tdx.Seamcall(
                        Leaf.TDH_MEM_PAGE_ADD,
                        Tdx.pageInfo(TdxRig.X, 0),
                        tdr,
                        TdxRig.PAGE << 12,
                        TdxRig.HUGE_PAGE << 12));
        assertThat(((Tdx.Return) rig.finish(7)).status()).isZero();
        assertThat(call(Leaf.TDH_MR_EXTEND, TdxRig.X << 12, tdr)).isZero();
        assertThat(call(Leaf.TDH_MR_FINALIZE, tdr, 0)).isZero();
    }

    private long flush(int lp, long tdvpr) {
        return on(lp, Leaf.TDH_VP_FLUSH, tdvpr << 12, 0).status();
    }

    private Tdx.Return writeBack(int lp, long resumes) {
        return on(lp, Leaf.TDH_PHYMEM_CACHE_WB, resumes, 0);
    }

    @Test
    void fromNothingToNothing() {
        SortedMap<Long, Long> before = rig.words();
        running();
        assertThat(rig.view.childCount()).isEqualTo(6 + 6 + 4);
        assertThat(rig.view.epoch()).isEqualTo(1);
        rig.beginEnter(0, (int) (TDVPR << 12));
        Tdx.Entered entered = (Tdx.Entered) rig.finish(0);
        assertThat(rig.touch(0, TdxRig.X)).isEqualTo(new Tdx.Hit(TdxRig.PAGE));
        rig.leaveByInterrupt(entered);

        assertThat(flush(0, TDVPR)).isZero();
        assertThat(call(Leaf.TDH_MNG_VPFLUSHDONE, tdr, 0)).isZero();
        assertThat(rig.aug(TdxRig.Y, TdxRig.OTHER_PAGE).status()).isEqualTo(KEYS);
        assertThat(writeBack(0, 0).status()).isZero();
        assertThat(writeBack(1, 0).status()).isZero();
        assertThat(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0)).isZero();
        assertThat(rig.view.lifeCycle()).isEqualTo(LifeCycle.TEARDOWN);
        for (long first : new long[] {TDVPR, TDCX}) {
            for (int i = 0; i < 6; i++) {
                assertThat(call(Leaf.TDH_PHYMEM_PAGE_RECLAIM, first + i << 12, 0))
                        .isZero();
            }
        }
        for (long pfn : new long[] {TdxRig.L1_TABLE, TdxRig.L2_TABLE, TdxRig.L3_TABLE, TdxRig.PAGE}) {
            assertThat(call(Leaf.TDH_PHYMEM_PAGE_RECLAIM, pfn << 12, 0)).isZero();
        }
        assertThat(call(Leaf.TDH_PHYMEM_PAGE_RECLAIM, tdr, 0)).isZero();
        rig.memory.write(rig.contentWord(TdxRig.PAGE), 0x5a5a);
        assertThat(rig.words()).as("nothing is left").isEqualTo(before);
        running();
    }

    @Test
    void aTdIsCreatedOnce() {
        assertThat(hex(call(Leaf.TDH_MNG_CREATE, TDR << 12 | 0x800, HKID))).isEqualTo("c000010000000001");
        assertThat(hex(call(Leaf.TDH_MNG_CREATE, TDR << 12, 0))).isEqualTo("c000010000000002");
        assertThat(hex(call(Leaf.TDH_MNG_CREATE, TDCX << 12, HKID))).isEqualTo("c000030000000001");
        assertThat(create()).isZero();
        assertThat(rig.view.pamtType(TDR)).isEqualTo(PamtType.TDR);
        assertThat(rig.view.lifeCycle()).isEqualTo(LifeCycle.HKID_ASSIGNED);
        assertThat(hex(create())).isEqualTo("c000030000000001");
        assertThat(hex(call(Leaf.TDH_MNG_CREATE, TDCX << 12, HKID))).isEqualTo("c000082000000000");
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE).status()).isEqualTo(KEYS);
    }

    @Test
    void eachPackageConfiguresTheKeyOnce() {
        assertThat(hex(call(Leaf.TDH_MNG_KEY_CONFIG, tdr, 0))).as("no TD").isEqualTo("c000030000000001");
        create();
        assertThat(on(0, Leaf.TDH_MNG_KEY_CONFIG, tdr, 0).status()).isZero();
        long again = on(2, Leaf.TDH_MNG_KEY_CONFIG, tdr, 0).status();
        assertThat(hex(again)).as("of the same package").isEqualTo("81500000000");
        assertThat(TdxStatus.isSuccessClass(again)).isTrue();
        assertThat(call(Leaf.TDH_MNG_ADDCX, TDCX << 12, tdr)).isEqualTo(KEYS);
        assertThat(on(1, Leaf.TDH_MNG_KEY_CONFIG, tdr, 0).status()).isZero();
        assertThat(rig.view.lifeCycle()).isEqualTo(LifeCycle.KEYS_CONFIGURED);
        assertThat(on(1, Leaf.TDH_MNG_KEY_CONFIG, tdr, 0).status()).isEqualTo(LIFECYCLE);
    }

    @Test
    void aTdNeedsSixPagesAndTakesNine() {
        create();
        configureKeys();
        assertThat(hex(call(Leaf.TDH_MNG_INIT, tdr, 0x400))).isEqualTo("c000060600000000");
        addControlPages();
        assertThat(hex(call(Leaf.TDH_MNG_ADDCX, TDCX << 12, tdr))).isEqualTo("c000030000000001");
        for (int i = 6; i < 9; i++) {
            assertThat(call(Leaf.TDH_MNG_ADDCX, TDCX + i << 12, tdr)).isZero();
        }
        assertThat(hex(call(Leaf.TDH_MNG_ADDCX, TDCX + 9 << 12, tdr))).isEqualTo("c000061000000000");
        assertThat(call(Leaf.TDH_MEM_TRACK, tdr, 0)).as("not initialized").isEqualTo(OP_STATE);
        assertThat(hex(call(Leaf.TDH_MNG_INIT, tdr, 0x404))).isEqualTo("c000010000000002");
        assertThat(call(Leaf.TDH_MNG_INIT, tdr, 0x400)).isZero();
        assertThat(call(Leaf.TDH_MNG_INIT, tdr, 0x400)).isEqualTo(OP_STATE);
        assertThat(call(Leaf.TDH_MNG_ADDCX, TDCX + 9 << 12, tdr)).isEqualTo(OP_STATE);
    }

    @Test
    void aVcpuIsBuiltPageByPage() {
        initialized();
        assertThat(hex(call(Leaf.TDH_MR_FINALIZE, tdr, 0))).isEqualTo("c000060900000000");
        assertThat(call(Leaf.TDH_VP_CREATE, TDVPR << 12, tdr)).isZero();
        assertThat(rig.view.pamtType(TDVPR)).isEqualTo(PamtType.TDVPR);
        assertThat(hex(call(Leaf.TDH_VP_INIT, TDVPR << 12, 0))).isEqualTo("c000061000000000");
        assertThat(hex(call(Leaf.TDH_MR_FINALIZE, tdr, 0))).as("none is ready").isEqualTo("c000060900000000");
        assertThat(hex(call(Leaf.TDH_VP_ADDCX, TDVPR << 12, TDVPR << 12))).isEqualTo("c000030000000001");
        assertThat(hex(call(Leaf.TDH_VP_ADDCX, TDVPR + 1 << 12, TDCX << 12))).isEqualTo("c000030000000002");
        assertThat(hex(call(Leaf.TDH_VP_ADDCX, TDVPR + 1 << 12, 1L << 40))).isEqualTo("c000010100000002");
        assertThat(hex(call(Leaf.TDH_VP_ADDCX, TDVPR + 1 << 12, TDVPR << 12 | 0x800)))
                .isEqualTo("c000010000000002");
        for (int i = 1; i < 6; i++) {
            assertThat(call(Leaf.TDH_VP_ADDCX, TDVPR + i << 12, TDVPR << 12)).isZero();
        }
        assertThat(hex(call(Leaf.TDH_VP_ADDCX, TDVPR + 6 << 12, TDVPR << 12))).isEqualTo("c000061000000000");
        assertThat(on(0, Leaf.TDH_VP_INIT, TDVPR << 12, 0).status()).isZero();
        assertThat(rig.view.associatedLp(0)).isZero();
        assertThat(hex(call(Leaf.TDH_VP_INIT, TDVPR << 12, 0))).isEqualTo("c000070000000000");
        assertThat(hex(call(Leaf.TDH_VP_ADDCX, TDVPR + 6 << 12, TDVPR << 12))).isEqualTo("c000070000000000");
    }

    @Test
    void thereIsAnEndToVcpus() {
        initialized();
        for (int i = 0; i < TdxRig.VCPUS; i++) {
            assertThat(call(Leaf.TDH_VP_CREATE, TDVPR + i << 12, tdr)).isZero();
        }
        assertThat(hex(call(Leaf.TDH_VP_CREATE, TDVPR + 9 << 12, tdr))).isEqualTo("c000070500000000");
        assertThat(rig.view.pamtType(TDVPR + 9)).isEqualTo(PamtType.NDA);
    }

    /** Two at once get two numbers, and the last number goes to one of them only. */
    @Test
    void twoVcpusAtOnce() {
        initialized();
        rig.begin(1, Leaf.TDH_VP_CREATE, TDVPR << 12, tdr, 0);
        rig.begin(2, Leaf.TDH_VP_CREATE, TDVPR + 1 << 12, tdr, 0);
        rig.begin(3, Leaf.TDH_VP_CREATE, TDVPR + 1 << 12, tdr, 0);
        assertThat(hex(((Tdx.Return) rig.finish(3)).status()))
                .as("the same page")
                .isEqualTo("8000020000000001");
        assertThat(((Tdx.Return) rig.finish(2)).status()).isZero();
        assertThat(((Tdx.Return) rig.finish(1)).status()).isZero();
        assertThat(VcpuState.tdvprPfn(rig.memory.read(rig.layout.tdvps(0, TdvpsWord.STATE))))
                .isEqualTo(TDVPR);
        assertThat(VcpuState.tdvprPfn(rig.memory.read(rig.layout.tdvps(1, TdvpsWord.STATE))))
                .isEqualTo(TDVPR + 1);
    }

    /** A call that a coin is tossed for gets its number when it is made, not when it came. */
    @Test
    void aNumberThatIsTakenMeanwhileIsAnothersNumber() {
        start(TdxRig.nothing(
                ModuleVariant.V1_5_01, Injection.any(Injection.Outcome.BUSY, 1, Leaf.TDH_VP_CREATE, null)));
        initialized();
        rig.begin(1, Leaf.TDH_VP_CREATE, TDVPR << 12, tdr, 0);
        assertThat(call(Leaf.TDH_VP_CREATE, TDVPR + 1 << 12, tdr)).isZero();
        rig.step(1);
        rig.tails();
        assertThat(((Tdx.Return) rig.finish(1)).status()).isZero();
        assertThat(VcpuState.tdvprPfn(rig.memory.read(rig.layout.tdvps(1, TdvpsWord.STATE))))
                .isEqualTo(TDVPR);
    }

    /** A vCPU that a call has locked is not taken back, nor does it leave a lock behind. */
    @Test
    void aVcpuThatIsHeldIsNotReclaimed() {
        running();
        flush(0, TDVPR);
        call(Leaf.TDH_MNG_VPFLUSHDONE, tdr, 0);
        writeBack(0, 0);
        writeBack(1, 0);
        assertThat(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0)).isZero();
        rig.begin(1, Leaf.TDH_VP_FLUSH, TDVPR << 12, 0, 0);
        assertThat(rig.view.isFailing(1)).isTrue();
        assertThat(hex(call(Leaf.TDH_PHYMEM_PAGE_RECLAIM, TDVPR << 12, 0))).isEqualTo("8000020000000001");
        assertThat(((Tdx.Return) rig.finish(1)).status()).isEqualTo(KEYS);
        assertThat(call(Leaf.TDH_PHYMEM_PAGE_RECLAIM, TDVPR << 12, 0)).isZero();
        assertThat(rig.locksHeld()).isEmpty();
    }

    @Test
    void aFinalTdGetsNoVcpu() {
        running();
        assertThat(call(Leaf.TDH_VP_CREATE, TDVPR + 9 << 12, tdr)).isEqualTo(OP_STATE);
        assertThat(hex(call(Leaf.TDH_VP_ENTER, TDVPR + 9 << 12, 0))).isEqualTo("c000030000000001");
        assertThat(hex(call(Leaf.TDH_VP_ENTER, 1, 0))).as("a number of no vCPU").isEqualTo("c000030000000001");
    }

    @Test
    void aVcpuIsFlushedWhereItIsAssociated() {
        running();
        assertThat(hex(flush(1, TDVPR))).as("elsewhere").isEqualTo("8000070200000000");
        assertThat(hex(call(Leaf.TDH_MNG_VPFLUSHDONE, tdr, 0))).isEqualTo("8000082400000000");
        assertThat(flush(0, TDVPR)).isZero();
        assertThat(hex(flush(0, TDVPR))).as("again").isEqualTo("8000070200000000");
        rig.begin(1, Leaf.TDH_VP_ENTER, TDVPR << 12, 0, 0);
        assertThat(rig.finish(1)).as("it can enter elsewhere").isEqualTo(new Tdx.Entered(false, 1));
    }

    @Test
    void aVcpuThatIsNotReadyDoesNotEnter() {
        running();
        long state = rig.layout.tdvps(0, TdvpsWord.STATE);
        rig.memory.write(state, VcpuState.created(TDVPR));
        assertThat(hex(on(0, Leaf.TDH_VP_ENTER, TDVPR << 12, 0).status())).isEqualTo("c000061000000000");
        rig.memory.write(state, VcpuState.created(TDVPR) + (5 << 8));
        assertThat(hex(on(0, Leaf.TDH_VP_ENTER, TDVPR << 12, 0).status())).isEqualTo("c000070000000000");
        assertThat(rig.locksHeld()).isEmpty();
    }

    @Test
    void theCachesOfEachPackageAreWrittenBack() {
        assertThat(hex(writeBack(0, 0).status())).as("no key is blocked").isEqualTo("82100000000");
        running();
        flush(0, TDVPR);
        assertThat(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0)).isEqualTo(LIFECYCLE);
        assertThat(call(Leaf.TDH_MNG_VPFLUSHDONE, tdr, 0)).isZero();
        assertThat(call(Leaf.TDH_MNG_VPFLUSHDONE, tdr, 0)).isEqualTo(LIFECYCLE);
        assertThat(hex(writeBack(0, 2).status())).isEqualTo("c000010000000001");
        assertThat(hex(writeBack(0, 1).status())).as("nothing to resume").isEqualTo("c000082300000000");
        rig.begin(2, Leaf.TDH_PHYMEM_CACHE_WB, 0, 0, 0);
        assertThat(rig.pendingNs(2)).isEqualTo(5_000_000);
        assertThat(hex(writeBack(0, 0).status())).as("one at a time").isEqualTo("80000200000000bc");
        rig.begin(1, Leaf.TDH_PHYMEM_CACHE_WB, 0, 0, 0);
        assertThat(hex(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0))).isEqualTo("80000200000000ba");
        assertThat(((Tdx.Return) rig.finish(1)).status())
                .as("of the other package")
                .isZero();
        assertThat(hex(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0))).isEqualTo("80000200000000ba");
        assertThat(((Tdx.Return) rig.finish(2)).status()).isZero();
        assertThat(hex(writeBack(0, 0).status())).isEqualTo("82100000000");
        assertThat(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0)).isZero();
        assertThat(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0)).isEqualTo(LIFECYCLE);
    }

    @Test
    void aKeyStaysUntilAllPackagesAreDone() {
        running();
        flush(0, TDVPR);
        call(Leaf.TDH_MNG_VPFLUSHDONE, tdr, 0);
        writeBack(1, 0);
        assertThat(hex(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0))).isEqualTo("8000081700000000");
    }

    @Test
    void anInterruptCutsWritingBackShort() {
        start(TdxRig.nothing(
                ModuleVariant.V1_5_01,
                Injection.nth(1, Injection.Outcome.INTERRUPTED, Injection.ANYONE, Leaf.TDH_PHYMEM_CACHE_WB, null)));
        running();
        flush(0, TDVPR);
        call(Leaf.TDH_MNG_VPFLUSHDONE, tdr, 0);
        assertThat(writeBack(0, 0)).isEqualTo(new Tdx.Return(Leaf.TDH_PHYMEM_CACHE_WB, 0x8000000300000000L, 0, 0));
        assertThat(hex(writeBack(1, 1).status())).as("of another package").isEqualTo("c000082300000000");
        assertThat(writeBack(0, 1).status()).isZero();
        assertThat(hex(writeBack(0, 1).status())).isEqualTo("82100000000");
    }

    /** Who wants the TD for itself meets everybody, a vCPU in the guest too. */
    @Test
    void theTdIsBusyWhileAVcpuRuns() {
        running();
        rig.begin(0, Leaf.TDH_VP_ENTER, TDVPR << 12, 0, 0);
        rig.finish(0);
        assertThat(hex(call(Leaf.TDH_MNG_KEY_CONFIG, tdr, 0))).isEqualTo("8000020000000001");
        assertThat(hex(call(Leaf.TDH_MNG_ADDCX, TDCX + 9 << 12, tdr))).isEqualTo("8000020000000002");
        assertThat(hex(call(Leaf.TDH_MNG_INIT, tdr, 0x400))).isEqualTo("8000020000000001");
        assertThat(hex(call(Leaf.TDH_MNG_VPFLUSHDONE, tdr, 0))).isEqualTo("8000020000000001");
        assertThat(hex(call(Leaf.TDH_MNG_KEY_FREEID, tdr, 0))).isEqualTo("8000020000000001");
        assertThat(hex(call(Leaf.TDH_MR_FINALIZE, tdr, 0))).isEqualTo("8000020000000001");
        assertThat(hex(flush(1, TDVPR))).isEqualTo("8000070200000000");
    }

    /** VP.INIT shares the TDR, but not in a module with the switch. */
    @Test
    void initOfAVcpuBesideAnotherCall() {
        for (ModuleVariant variant :
                new ModuleVariant[] {ModuleVariant.V1_5_01, ModuleVariant.V1_5_01.with(ModuleSwitch.VP_INIT_TDR_EX)}) {
            start(TdxRig.nothing(variant));
            initialized();
            call(Leaf.TDH_VP_CREATE, TDVPR << 12, tdr);
            for (int i = 1; i < 6; i++) {
                call(Leaf.TDH_VP_ADDCX, TDVPR + i << 12, TDVPR << 12);
            }
            rig.begin(1, Leaf.TDH_MEM_TRACK, tdr, 0, 0);
            boolean isAlone = variant.has(ModuleSwitch.VP_INIT_TDR_EX);
            assertThat(hex(call(Leaf.TDH_VP_INIT, TDVPR << 12, 0))).isEqualTo(isAlone ? "8000020000000080" : "0");
            rig.finish(1);
            assertThat(rig.locksHeld()).isEmpty();
        }
    }
}
