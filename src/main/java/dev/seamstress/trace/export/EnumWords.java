package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;
import java.util.Map;
import java.util.TreeMap;

/** Words for arguments that are ordinals of enums: one enum for each name of an argument. */
public final class EnumWords implements EventWords {
    private final Map<String, String[]> textsByArgument = new TreeMap<>();

    /** Every {@code WORD} argument called {@code argument} is an ordinal of {@code constants}, all of one enum. */
    public EnumWords with(String argument, Enum<?>... constants) {
        String[] texts = new String[constants.length];
        for (Enum<?> constant : constants) {
            texts[constant.ordinal()] = EnumTexts.textOf(constant);
        }
        textsByArgument.put(argument, texts);
        return this;
    }

    /** Every {@code WORD} argument called {@code argument} is an index of {@code texts}. */
    public EnumWords with(String argument, String... texts) {
        textsByArgument.put(argument, texts.clone());
        return this;
    }

    @Override
    public String text(Event event, int index, long value) {
        Event.Arg arg = event.arg(index);
        if (arg.form() != Event.Arg.Form.WORD) {
            return null;
        }
        String[] texts = textsByArgument.get(arg.name());
        return texts == null || value < 0 || value >= texts.length ? null : texts[(int) value];
    }
}
