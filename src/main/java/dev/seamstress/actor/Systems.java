package dev.seamstress.actor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Starts actor systems from {@code seamstress-pekko.conf}: silent, without extensions, threads or hooks of their own.
 */
final class Systems {
    private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

    private Systems() {}

    /** {@code mode} is a section of the file. */
    static ActorSystem<Td.Command> start(String mode, Setup... more) {
        // Pekko asks for a logger, finds that no one has installed any, and would say so on stderr.
        if (System.getProperty(SLF4J_VERBOSITY) == null) {
            System.setProperty(SLF4J_VERBOSITY, "ERROR");
        }
        ClassLoader loader = Systems.class.getClassLoader();
        Config file = ConfigFactory.parseResources(loader, "seamstress-pekko.conf");
        Config config = file.getConfig(mode).withFallback(file.getConfig("both"));
        ActorSystemSetup setup = ActorSystemSetup.create(more)
                .withSetup(BootstrapSetup.create(config).withClassloader(loader));
        return ActorSystem.create(Td.create(), "seamstress-" + mode, setup);
    }
}
