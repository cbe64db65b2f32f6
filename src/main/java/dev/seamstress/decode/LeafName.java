package dev.seamstress.decode;

import java.util.Locale;

/**
 * The leaf functions of the TDX module by number: all SEAMCALLs (TDH) and TDCALLs (TDG), whether the model has them or
 * not. {@link dev.seamstress.core.tdx.Leaf} has the part that it has; a test compares.
 *
 * <p>Source: include/tdx_api_defs.h of module 1.5.01; Linux arch/x86/virt/vmx/tdx/tdx.h for TDH.PHYMEM.PAMT, which
 * later modules have, as they have TDG.MEM.PAGE.RELEASE.
 */
public enum LeafName {
    TDH_VP_ENTER(0),
    TDH_MNG_ADDCX(1),
    TDH_MEM_PAGE_ADD(2),
    TDH_MEM_SEPT_ADD(3),
    TDH_VP_ADDCX(4),
    TDH_MEM_PAGE_RELOCATE(5),
    TDH_MEM_PAGE_AUG(6),
    TDH_MEM_RANGE_BLOCK(7),
    TDH_MNG_KEY_CONFIG(8),
    TDH_MNG_CREATE(9),
    TDH_VP_CREATE(10),
    TDH_MNG_RD(11),
    TDH_MEM_RD(12),
    TDH_MNG_WR(13),
    TDH_MEM_WR(14),
    TDH_MEM_PAGE_DEMOTE(15),
    TDH_MR_EXTEND(16),
    TDH_MR_FINALIZE(17),
    TDH_VP_FLUSH(18),
    TDH_MNG_VPFLUSHDONE(19),
    TDH_MNG_KEY_FREEID(20),
    TDH_MNG_INIT(21),
    TDH_VP_INIT(22),
    TDH_MEM_PAGE_PROMOTE(23),
    TDH_PHYMEM_PAGE_RDMD(24),
    TDH_MEM_SEPT_RD(25),
    TDH_VP_RD(26),
    TDH_MNG_KEY_RECLAIMID(27),
    TDH_PHYMEM_PAGE_RECLAIM(28),
    TDH_MEM_PAGE_REMOVE(29),
    TDH_MEM_SEPT_REMOVE(30),
    TDH_SYS_KEY_CONFIG(31),
    TDH_SYS_INFO(32),
    TDH_SYS_INIT(33),
    TDH_SYS_RD(34),
    TDH_SYS_LP_INIT(35),
    TDH_SYS_TDMR_INIT(36),
    TDH_SYS_RDALL(37),
    TDH_MEM_TRACK(38),
    TDH_MEM_RANGE_UNBLOCK(39),
    TDH_PHYMEM_CACHE_WB(40),
    TDH_PHYMEM_PAGE_WBINVD(41),
    TDH_MEM_SEPT_WR(42),
    TDH_VP_WR(43),
    TDH_SYS_LP_SHUTDOWN(44),
    TDH_SYS_CONFIG(45),
    TDH_SERVTD_BIND(48),
    TDH_SERVTD_PREBIND(49),
    TDH_SYS_SHUTDOWN(52),
    TDH_SYS_UPDATE(53),
    TDH_PHYMEM_PAMT_ADD(58),
    TDH_PHYMEM_PAMT_REMOVE(59),
    TDH_EXPORT_ABORT(64),
    TDH_EXPORT_BLOCKW(65),
    TDH_EXPORT_RESTORE(66),
    TDH_EXPORT_MEM(68),
    TDH_EXPORT_PAUSE(70),
    TDH_EXPORT_TRACK(71),
    TDH_EXPORT_STATE_IMMUTABLE(72),
    TDH_EXPORT_STATE_TD(73),
    TDH_EXPORT_STATE_VP(74),
    TDH_EXPORT_UNBLOCKW(75),
    TDH_IMPORT_ABORT(80),
    TDH_IMPORT_END(81),
    TDH_IMPORT_COMMIT(82),
    TDH_IMPORT_MEM(83),
    TDH_IMPORT_TRACK(84),
    TDH_IMPORT_STATE_IMMUTABLE(85),
    TDH_IMPORT_STATE_TD(86),
    TDH_IMPORT_STATE_VP(87),
    TDH_MIG_STREAM_CREATE(96),
    TDG_VP_VMCALL(0),
    TDG_VP_INFO(1),
    TDG_MR_RTMR_EXTEND(2),
    TDG_VP_VEINFO_GET(3),
    TDG_MR_REPORT(4),
    TDG_VP_CPUIDVE_SET(5),
    TDG_MEM_PAGE_ACCEPT(6),
    TDG_VM_RD(7),
    TDG_VM_WR(8),
    TDG_VP_RD(9),
    TDG_VP_WR(10),
    TDG_SYS_RD(11),
    TDG_SYS_RDALL(12),
    TDG_SERVTD_RD(18),
    TDG_SERVTD_WR(20),
    TDG_MR_VERIFYREPORT(22),
    TDG_MEM_PAGE_ATTR_RD(23),
    TDG_MEM_PAGE_ATTR_WR(24),
    TDG_VP_ENTER(25),
    TDG_VP_INVEPT(26),
    TDG_VP_INVVPID(27),
    TDG_MEM_PAGE_RELEASE(30);

    private static final LeafName[] VALUES = values();

    private final int number;

    LeafName(int number) {
        this.number = number;
    }

    /** The SEAMCALL with that number, or null. */
    public static LeafName seamcall(long number) {
        for (LeafName candidate : VALUES) {
            if (candidate.number == number && !candidate.isGuests()) {
                return candidate;
            }
        }
        return null;
    }

    /** The leaf with that name, spelled with dots or underscores, in any case; or null. */
    public static LeafName named(String name) {
        String wanted = name.replace('.', '_').toUpperCase(Locale.ROOT);
        for (LeafName candidate : VALUES) {
            if (candidate.name().equals(wanted)) {
                return candidate;
            }
        }
        return null;
    }

    /** The number in RAX. */
    public int number() {
        return number;
    }

    /** Intel's spelling. */
    public String text() {
        return name().replace('_', '.');
    }

    /** True for a TDCALL, which a guest makes. */
    public boolean isGuests() {
        return name().startsWith("TDG");
    }

    /** True if it works on an entry of the secure EPT, and so may tell about one in RCX and RDX. */
    boolean hasEntryDetails() {
        return switch (this) {
            case TDH_MEM_PAGE_ADD,
                    TDH_MEM_SEPT_ADD,
                    TDH_MEM_PAGE_RELOCATE,
                    TDH_MEM_PAGE_AUG,
                    TDH_MEM_RANGE_BLOCK,
                    TDH_MEM_RD,
                    TDH_MEM_WR,
                    TDH_MEM_PAGE_DEMOTE,
                    TDH_MR_EXTEND,
                    TDH_MEM_PAGE_PROMOTE,
                    TDH_MEM_SEPT_RD,
                    TDH_MEM_PAGE_REMOVE,
                    TDH_MEM_SEPT_REMOVE,
                    TDH_MEM_RANGE_UNBLOCK -> true;
            default -> false;
        };
    }
}
