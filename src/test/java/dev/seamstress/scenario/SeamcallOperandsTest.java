package dev.seamstress.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what stands behind a leaf's name is what the leaf is about. */
class SeamcallOperandsTest {
    private static final Gfn X = new Gfn(0x100);

    private static Action action(String cell) {
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n VMM ;\n " + cell + " ;\n";
        return ScenarioReader.read("t", text.getBytes(UTF_8), TestNames.COMPLETE)
                .resolved()
                .orElseThrow()
                .columns()
                .get(0)
                .operations()
                .get(0)
                .action();
    }

    @Test
    void aLeafAboutTheTdStandsAlone() {
        assertThat(action("seamcall mem.track")).isEqualTo(new Action.Seamcall("mem.track", null, 1, null, null));
    }

    @Test
    void anEntryIsOf4KUnlessItIsOneOfATable() {
        assertThat(action("seamcall mem.range.block x"))
                .isEqualTo(new Action.Seamcall("mem.range.block", X, Level.PG_4K, X, null));
        assertThat(action("seamcall mem.range.block x 1G"))
                .isEqualTo(new Action.Seamcall("mem.range.block", X, Level.PG_1G, X, null));
        assertThat(action("seamcall mem.sept.add x"))
                .isEqualTo(new Action.Seamcall("mem.sept.add", X, Level.PG_2M, X, null));
    }

    @Test
    void aPageIsTheEntrysOwnUnlessAnotherIsNamed() {
        Gfn other = new Gfn(0x101);
        assertThat(action("seamcall mem.page.aug x"))
                .isEqualTo(new Action.Seamcall("mem.page.aug", X, Level.PG_4K, X, null));
        assertThat(action("seamcall mem.page.aug x 2M x[1]"))
                .isEqualTo(new Action.Seamcall("mem.page.aug", X, Level.PG_2M, other, null));
        assertThat(action("seamcall mem.page.relocate x x[1]"))
                .isEqualTo(new Action.Seamcall("mem.page.relocate", X, Level.PG_4K, other, null));
    }

    @Test
    void aPageOfATdOrOfAVcpuIsNamedByItsGfn() {
        assertThat(action("seamcall mng.addcx x")).isEqualTo(new Action.Seamcall("mng.addcx", X, Level.PG_4K, X, null));
        assertThat(action("seamcall vp.addcx P1 x"))
                .isEqualTo(new Action.Seamcall("vp.addcx", X, Level.PG_4K, X, ColumnId.vcpu(1)));
    }

    @Test
    void theTdrIsNoGfns() {
        assertThat(action("seamcall phymem.page.reclaim tdr"))
                .isEqualTo(new Action.Seamcall("phymem.page.reclaim", null, Level.PG_4K, null, null));
    }

    @Test
    void anEntryCanBeOfTheTopmostTable() {
        assertThat(action("seamcall mem.sept.add x 512G"))
                .isEqualTo(new Action.Seamcall("mem.sept.add", X, Level.PG_512G, X, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vp.create P0",
                "vp.create x P0",
                "vp.addcx x",
                "vp.init P0 x",
                "mng.addcx",
                "mng.addcx x 4K",
                "mr.extend x 2M",
                "phymem.page.reclaim",
                "phymem.page.reclaim tdr 4K",
                "mem.page.remove tdr",
                "mem.track x"
            })
    void whatIsWrittenOtherwiseIsRefusedOnce(String call) {
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n VMM ;\n seamcall " + call + " ;\n";
        String said = ScenarioReader.read("t", text.getBytes(UTF_8), TestNames.COMPLETE)
                .problems()
                .render();
        String leaf = call.split(" ")[0];
        assertThat(said)
                .contains("error: `seamcall " + leaf + "` is not written so\n")
                .contains("hint: it is `seamcall " + leaf)
                .endsWith("1 error\n");
    }

    @Test
    void aVcpuIsNamed() {
        assertThat(action("seamcall vp.flush P0"))
                .isEqualTo(new Action.Seamcall("vp.flush", null, 1, null, ColumnId.vcpu(0)));
    }

    private static String refusal(String call) {
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n VMM ;\n seamcall " + call + " ;\n";
        return ScenarioReader.read("t", text.getBytes(UTF_8), TestNames.COMPLETE)
                .problems()
                .render();
    }

    @ParameterizedTest
    @ValueSource(strings = {"256T", "4k", "2MB", "1GiB", "512g"})
    void aLevelThatThereIsNotIsCalledOne(String level) {
        assertThat(refusal("mem.page.aug x " + level))
                .startsWith("t:4:26: error: `" + level + "` is neither a number nor a level\n")
                .contains("hint: levels are `4K`, `2M`, `1G` and `512G`;")
                .endsWith("1 error\n");
    }

    @ParameterizedTest
    @CsvSource({
        "TDH.MEM.TRACK, a leaf is written without `TDH.` and in lower case: `mem.track`",
        "TDH_MEM_RANGE_BLOCK, a leaf is written without `TDH.` and in lower case: `mem.range.block`",
        "mem_page_aug, a leaf is written without `TDH.` and in lower case: `mem.page.aug`",
        "mem.page.accept, that is a guest's; a vCPU column accepts with `accept x`",
        "TDG.MEM.PAGE.ACCEPT, that is a guest's; a vCPU column accepts with `accept x`",
        "mem.page.agu, did you mean `mem.page.aug`?",
        "nonsense, it is the real name without `TDH.`: `mem.range.block x`",
    })
    void aNameThatIsNoLeafsGetsAHint(String name, String hint) {
        assertThat(refusal(name + " x"))
                .contains("error: no leaf `" + name + "`\n")
                .contains("hint: " + hint + "\n");
    }
}
