package dev.seamstress.load.job;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.util.function.Consumer;

/**
 * Includes nothing, and says so: a file that may be a stranger's shall open no other, nor an address.
 *
 * <p>Each way to write an include has an interface of its own; of those that an includer lacks the library does what is
 * asked.
 *
 * @param told is given what was to be included, each time
 */
public record IncludesNothing(Consumer<String> told)
        implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    private ConfigObject nothing(String what) {
        told.accept(what);
        return ConfigFactory.empty().root();
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        return nothing(what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return nothing(what.toString());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return nothing(what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return nothing(what);
    }
}
