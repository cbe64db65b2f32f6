package dev.seamstress.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Keeps the libraries quiet: nothing is logged unless a command asks for it.
 *
 * <p>Logback finds this class as a service. Without it everything down to DEBUG would be written to stdout, between the
 * results.
 */
public final class SilentLogging extends ContextAwareBase implements Configurator {
    /** Called by Logback, once, before the first message. */
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
