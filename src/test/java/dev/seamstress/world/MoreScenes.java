package dev.seamstress.world;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import java.util.List;
import java.util.stream.Stream;

/** Scenarios that reach what the files of the first course leave out: other machines, kernels, repetitions, errors. */
public final class MoreScenes {
    private static final String SLOT = "{ slot 1 = 0x100+8 gmem; x = 0x100; ";

    private MoreScenes() {}

    /** All of them. */
    public static List<Scene> all() {
        return Stream.of(vcpusAlone(), withOthers(), onOtherKernels())
                .flatMap(List::stream)
                .toList();
    }

    /** Userspace and the host act beside the vCPUs. */
    private static List<Scene> withOthers() {
        return List.of(
                tdx("to-and-fro", "", "sept(x) = mapped; attr(x[1]) = shared; direct(x[1]) = present; }", """
                         P0 | P1 | VMM | VMM1 ;
                         write x => memfault | read x[1] shared => {memfault, mmio} |\
                          convert x to shared | convert x[1] to private ;
                         accept x => {already, memfault, busy, mismatch} | fault x[1] shared => memfault |\
                          convert x+2 to private | convert x+2 to shared ;
                         mapgpa x+2 to private => failed | mapgpa x+4 to shared => failed |\
                          kick P0 | repeat 2 { signal P1 } ;
                        """),
                // Each its own page: two guests that want one page in two ways take it from each other again and again.
                tdx("as-the-guest-has-it", "onfault = convert", "attr(x[1]) = shared; direct(x[1]) = present; }", """
                         P0                | P1             | GMEM    ;
                         write x shared    | accept x[1]    | kick P0 ;
                         read x[1] => {pending, ok} | read x[1]      | kick P1 ;
                        """),
                tdx("the-host-moves", "", "attr(x+4) = shared; direct(x) = present; direct(x[1]) = present; }", """
                         P0 | P1 | HOSTMM | HOSTMM1 ;
                         write x shared => {mmio, memfault} | read x[1] shared => {mmio, memfault} |\
                          notify x+2 madvise | notify x[1] migrate ;
                         read x shared => {mmio, memfault} | write x[2] shared => {mmio, memfault} |\
                          notify x munmap | notify x+3 protect ;
                        """),
                tdx("plain-the-host-moves", "vm = default", "direct(x) = readonly; }", """
                         P0                          | P1                             | HOSTMM             ;
                         write x => {mmio, memfault} | read x[1] => {mmio, memfault}  | notify x+2 migrate ;
                         read x => {mmio, memfault}  | exec x => {mmio, memfault}     | notify x madvise   ;
                        """),
                tdx("plain-memory-comes", "vm = default", "}", """
                         P0                      | VMM                    ;
                         read 0x300 => {mmio, ok} | addslot 2 = 0x300+8    ;
                         read 0x300 => {mmio, ok} | moveslot 2 to 0x400    ;
                         read 0x300 => {mmio, ok} | dirtylog 1 on => einval ;
                        """),
                tdx("plain-roots-go", "vm = default", "direct(x) = readonly; }", """
                         P0         | VMM     ;
                         A: write x | wait A  ;
                                    | zapfast ;
                        """),
                // The goal is lowered where the fault meets the table: not in the step that has set it.
                tdx(
                        "plain-a-table-in-place-of-a-huge-page",
                        "vm = default",
                        "slot 2 = 0x200+512 thp; y = 0x200; direct(y,2M) = table; }",
                        """
                         P0      | P1         ;
                         write y | read y     ;
                         read x  | write y[1] ;
                        """),
                tdx("stage-directions", "", "sept(x) = mapped; }", """
                         P0 | P1 | VMM | HOSTMM ;
                         A: read x | wait A | wait A | on VMM track ;
                         on VMM invalidate_end | B: fault x[1] | C: convert x to shared | kick P0 ;
                         read x => memfault | on P0 memfault nth 1 | wait B | on kick nth 2 ;
                        """),
                tdx(
                        "what-goes-wrong",
                        "",
                        "sept(x) = mapped; inject busy P0 enter any; inject busy track once;"
                                + " inject busy remove nth 1; inject interrupted aug(x[1]) once; }",
                        """
                         P0                        | VMM                    ;
                         read x => memfault        | convert x to shared    ;
                         fault x[1] => {vmdead, memfault} | signal P0       ;
                        """));
    }

    private static List<Scene> onOtherKernels() {
        return List.of(
                under(KernelVariant.SEED_2024),
                conversionUnder(KernelVariant.SEED_2024),
                conversionUnder(KernelVariant.KVM_6_16),
                Scene.file("image/02-nothing-enters-before-finalize", KernelModel.of(KernelVariant.KVM_6_16)));
    }

    private static Scene conversionUnder(KernelVariant model) {
        String text = "TDX old-conversion " + SLOT + "sept(x) = mapped; }" + """
                 P0                  | P1           | VMM                    ;
                 read x => memfault  | fault x[1]   | convert x to shared    ;
                """;
        return Scene.of(model.id() + " converts", text, model);
    }

    private static List<Scene> vcpusAlone() {
        return List.of(
                tdx("repetitions", "", "}", """
                         P0                                            | P1                                          ;
                         repeat 2 { fault x, repeat 2 { fault x[1] } } | loop { accept x } until {already, vmdead}   ;
                         write x => {pending, ok}                      | read x                                      ;
                        """),
                tdx("both-sides", "onfault = rerun", "attr(x[1]) = shared; }", """
                         P0             | P1            ;
                         write x[1] shared | read x[1] shared ;
                         accept x       | accept x => {ok, already, busy, mismatch} ;
                         write x        | read x => {ok, pending} ;
                        """),
                tdx("memory-faults", "", "attr(x[1]) = shared; }", """
                         P0                     | P1                        ;
                         fault x[1] => memfault | accept x[1] => memfault   ;
                         read x shared => memfault | fault x[2] shared => memfault ;
                        """),
                tdx("five-levels", "td { gpaw = 52; ve_on_pending; }", "}", """
                         P0                   | P1               ;
                         read x => pending    | accept x => {ok, already, busy} ;
                         exec x => {ok, pending} | write x[7] => pending ;
                        """),
                tdx("mmio", "", "}", """
                         P0                           | P1                 ;
                         read 0x900 shared => mmio    | load               ;
                         write 0x900 => memfault      | enter              ;
                         read 0x900 shared => mmio    | fault 0x900 shared => {ok, mmio} ;
                        """),
                tdx("shared-fetch", "", "attr(x) = shared; }", """
                         P0            | P1            ;
                         exec x shared | read x shared ;
                         read x shared | exec x shared ;
                        """),
                tdx("cold-roots", "", "#roots(mirror) = 0; #roots(direct) = 0; }", """
                         P0     | P1     | P2             ;
                         load   | enter  | fault x        ;
                         accept x => {ok, already, busy} | fault x | read x => {ok, pending} ;
                        """),
                tdx(
                        "mapped-at-the-start",
                        "",
                        "sept(x) = mapped; sept(x[1]) = pending; direct(x[2]) = readonly;" + " attr(x[2]) = shared; }",
                        """
                         P0                | P1                        ;
                         write x           | read x                    ;
                         accept x[1]       | write x[2] shared         ;
                        """),
                tdx("disturbed", "onfault = rerun", "}", """
                         P0             | P1                    | VMM       ;
                         accept x       | mapgpa x[2] to shared | kick P0   ;
                         read x         | write x[2] shared     | kick P1   ;
                         read x         | read x[2] shared      | signal P0 ;
                         read x         | enter                 | signal P1 ;
                        """),
                other("sw-protected", "vm = sw_protected", "attr(x[1]) = shared; }"),
                other("default-vm", "vm = default", "}"),
                under(KernelVariant.KVM_6_16),
                under(KernelVariant.KVM_6_18),
                withoutTd(KernelVariant.KVM_6_12));
    }

    private static Scene tdx(String name, String options, String facts, String rows) {
        return Scene.of(name, "TDX " + name + "\n" + options + "\n" + SLOT + facts + "\n" + rows);
    }

    private static Scene other(String name, String options, String facts) {
        return tdx(name, options, facts, """
                 P0          | P1              ;
                 write x     | read x          ;
                 write x[1]  | exec x[1]       ;
                 read 0x900 => {mmio, memfault} | fault x ;
                """);
    }

    private static Scene under(KernelVariant model) {
        String text = "TDX old-kernel " + SLOT + "}" + """
                 P0       | P1                     ;
                 fault x  | accept x => {ok, busy} ;
                 write x[1] => pending | fault x ;
                """;
        return Scene.of(model.id(), text, model);
    }

    private static Scene withoutTd(KernelVariant model) {
        String text = "TDX old-vm vm = sw_protected " + SLOT + "}" + """
                 P0       | P1       ;
                 write x  | read x   ;
                """;
        return Scene.of(model.id(), text, model);
    }
}
