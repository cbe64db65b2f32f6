package dev.seamstress.trace.export;

/**
 * What a timeline says about the run that it shows.
 *
 * @param scenario the scenario's name or path
 * @param driver who delivered the messages, such as {@code engine}
 * @param model variant, module and mutations, such as {@code kvm-6.16, module 1.5.01}
 * @param choices where the choices came from, such as {@code seed 42}
 */
public record Title(String scenario, String driver, String model, String choices) {
    public Title {
        scenario = Ascii.escape(scenario);
        driver = Ascii.escape(driver);
        model = Ascii.escape(model);
        choices = Ascii.escape(choices);
    }
}
