package dev.seamstress.scenario.words;

/** Which calls of a leaf an injection makes fail. */
public enum When {
    /** The first. */
    ONCE,
    /** Each one or not; the explorer tries both. */
    ANY,
    /** Each one. */
    EVERY,
    /** The one of that number, counted from 1. */
    NTH;
}
