package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.Gfn;

/** A name that the scenario gives to a gfn, for output. */
public record NamedGfn(String name, Gfn gfn) {}
