package dev.seamstress.actor;

import dev.seamstress.core.machine.Message;

/** What actors tell each other: a message, and the id of the machine in whose channel it travels. */
record Envelope(int from, Message message) {}
