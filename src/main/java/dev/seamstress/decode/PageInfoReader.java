package dev.seamstress.decode;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.tdx.Tdx;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the word by which a call is told an entry of the secure EPT: a guest address and a level. The model builds such
 * words with {@link Tdx#pageInfo}.
 *
 * <p>Source: include/tdx_api_defs.h of module 1.5.01, page_info_api_input_t; helpers.c, verify_page_info_input().
 */
final class PageInfoReader {
    private PageInfoReader() {}

    static Decoded read(long word) {
        long gfn = Tdx.gfnOf(word);
        int level = Tdx.levelOf(word);
        List<String> oddities = new ArrayList<>();
        if (Field.cut(word, 63, 52) != 0 || Field.cut(word, 11, 3) != 0) {
            oddities.add("bits 63:52 and 11:3 are zero");
        }
        if (!SeptLevel.exists(level)) {
            oddities.add("there is no level " + level);
        } else if (Level.offset(level + 1, gfn) != 0) {
            oddities.add("the address is not aligned to " + Level.name(level + 1));
        }
        String name = "gfn " + LowHalf.hex(gfn) + " at " + SeptLevel.name(level);
        String sentence = "the entry at " + SeptLevel.text(level) + " for guest address " + LowHalf.hex(gfn << 12);
        List<Field> fields = List.of(
                Field.bits(word, 63, 52, "reserved", Field.cut(word, 63, 52) == 0 ? "" : "should be zero"),
                Field.bits(word, 51, 12, "gfn", address(gfn)),
                Field.bits(word, 11, 3, "reserved", Field.cut(word, 11, 3) == 0 ? "" : "should be zero"),
                new Field("2:0", "level", Integer.toString(level), SeptLevel.meaning(level)));
        Likelihood likelihood = gfn == 0 ? Likelihood.SMALL_PAGE_INFO : Likelihood.PAGE_INFO;
        return new Decoded(Reading.PAGE_INFO, word, name, sentence, fields, oddities, likelihood);
    }

    private static String address(long gfn) {
        String address = "guest address " + LowHalf.hex(gfn << 12);
        if (gfn >>> 39 != 0) {
            return address + "; bit 51 is the shared bit if GPAs have 52 bits";
        }
        return gfn >>> 35 == 0 ? address : address + "; bit 47 is the shared bit if GPAs have 48 bits";
    }
}
