package dev.seamstress.world;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.scenario.plan.ColumnScript;
import java.util.List;

/** Blocks of a scene whose columns are all vCPUs of one group, made by hand, with a mistake. */
public final class PlantedBlocks {
    /** The words of a TDVPS that come before those of the stepping filter. */
    private static final int WITHOUT_STEPPING = 5;

    private PlantedBlocks() {}

    /** What is taken for something else. */
    public enum Mistake {
        /** Nothing. */
        NONE,
        /** The vCPU's words are everybody's. */
        VCPU_WORDS_SHARED,
        /** The vCPU's results are everybody's. */
        RESULTS_SHARED,
        /** What the module keeps of a call is everybody's. */
        CALLS_SHARED,
        /** What the module counts of a vCPU's faults is everybody's. */
        STEPPING_SHARED,
        /** What a guest's write leaves in a page is everybody's. */
        TOKENS_SHARED,
        /** The results of each are taken for its neighbour's. */
        RESULTS_OF_ANOTHER,
        /** The call of each is taken for its neighbour's. */
        CALLS_OF_ANOTHER
    }

    public static Blocks of(World world, Mistake mistake) {
        MemoryMap map = world.assembly().map();
        List<ColumnScript> columns = world.scenario().columns();
        TdxMemory tdx = world.tdxMemory().orElseThrow();
        Blocks.Builder builder =
                new Blocks.Builder(map, world.assembly().machines().size(), columns.size());
        for (int i = 0; i < columns.size(); i++) {
            int vcpu = columns.get(i).id().number();
            int block = builder.add(new Blocks.Member(i, vcpu, 0));
            int neighbour = (block + 1) % columns.size();
            if (mistake != Mistake.VCPU_WORDS_SHARED) {
                builder.page(
                        block,
                        world.vcpuWords(vcpu).page(),
                        world.vcpuWords(columns.get(0).id().number()).page());
            }
            if (mistake != Mistake.RESULTS_SHARED) {
                addResults(builder, map, mistake == Mistake.RESULTS_OF_ANOTHER ? neighbour : block, i);
            }
            int words = mistake == Mistake.STEPPING_SHARED ? WITHOUT_STEPPING : TdxMemory.TDVPS_WORDS;
            builder.words(block, tdx.firstOfVcpu(vcpu), words, tdx.firstOfVcpu(0));
            if (mistake != Mistake.CALLS_SHARED) {
                int owner = mistake == Mistake.CALLS_OF_ANOTHER ? neighbour : block;
                builder.words(owner, tdx.firstOfLp(i), TdxMemory.CALL_WORDS, tdx.firstOfLp(0));
            }
        }
        for (int page = 0; page < map.pages() && mistake != Mistake.TOKENS_SHARED; page++) {
            if (map.classOf(MemoryMap.word(page, 0)).name().equals("host.content")) {
                builder.tokens(page);
            }
        }
        return builder.build(List.of());
    }

    private static void addResults(Blocks.Builder builder, MemoryMap map, int block, int machine) {
        int[] first = new int[2];
        for (int page = map.pages() - 1; page >= 0; page--) {
            WordClass words = map.classOf(MemoryMap.word(page, 0));
            if (words.name().equals("column.results")) {
                first[0] = words.guard() == 0 ? page : first[0];
                first[1] = words.guard() == machine ? page : first[1];
            }
        }
        builder.page(block, first[1], first[0]);
    }
}
