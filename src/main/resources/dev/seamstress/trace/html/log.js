"use strict";

/* The event log that the page carries, and how its lines are put into words. */

const KIND_NAMES = ["messages", "sends", "silent steps", "KVM", "TDX module", "locks", "entries", "guest and script"];
const [MESSAGE, SEND, SILENT, KVM, MODULE, LOCK, ENTRY, GUEST, BROKEN] = Array(9).keys();

const MODULE_EVENTS = new Set(["seamcall", "seamret", "seambusy", "sept_changed", "ept_walk"]);
const GUEST_EVENTS = new Set(["begin", "end", "column_end", "guest_access", "content_lost"]);
const BUG_EVENTS = new Set(["bug_on", "warn_on", "vm_dead", "content_lost"]);
const LEVELS = ["", "4K", "2M", "1G", "512G", "256T"];

/** All lines of the log in an element as objects; of a log that was cut, those that are whole. */
function readLog(id) {
  const text = document.getElementById(id).textContent.trim();
  return JSON.parse("[" + text.split("\n").filter(line => line !== "").join(",") + "]");
}

function levelName(level) {
  return LEVELS[level] || "level " + level;
}

/** The first gfn that an entry at the level covers. */
function baseGfn(gfn, level) {
  const bits = BigInt(9 * (level - 1));
  return BigInt(gfn) >> bits << bits;
}

/** The names of an event's arguments. A call of the TDX module that is about no page has no gfn, and no level. */
function argumentNames(event) {
  const args = event.args || {};
  const leaf = args.call === undefined || !event.words ? "" : String(event.words.call).split("@")[0];
  const hasPage = leaf === "" || BigInt(args.gfn || 0) !== 0n || leaf === "TDH.MR.EXTEND"
    || leaf.includes(".MEM.") && leaf !== "TDH.MEM.TRACK";
  return Object.keys(args).filter(name => hasPage || name !== "gfn" && name !== "level");
}

/** What an argument of an event says: its word, or its number; an actor by its name. */
function argument(event, name, actors) {
  const word = event.words && event.words[name];
  if (word !== undefined) {
    return word;
  }
  const value = event.args[name];
  return name === "holder" && actors[value] !== undefined ? actors[value] : String(value);
}

function eventText(event, actors) {
  let text = event.event;
  let before = "";
  for (const name of argumentNames(event)) {
    const isNew = name.startsWith("new") && before.startsWith("old");
    const isBare = name.startsWith("old") || event.words && event.words[name] !== undefined && name !== "by";
    text += (isNew ? " \u2192 " : " ") + (isNew || isBare ? "" : name + "=") + argument(event, name, actors);
    before = name;
  }
  return text;
}

/** What a row of the timeline says. */
function rowText(entry, actors) {
  switch (entry.t) {
    case "step":
      return entry.go ? "goes on" : entry.text;
    case "sent":
      return entry.text;
    case "entry":
      return entry.tree + " " + entry.gfn + " " + levelName(entry.level) + ": " + entry.was + " \u2192 " + entry.state;
    case "broken":
      return entry.rule + " broken: " + entry.text;
    default:
      return eventText(entry, actors);
  }
}

function kindOf(entry) {
  if (entry.t === "step") {
    return entry.go ? SILENT : MESSAGE;
  } else if (entry.t === "sent") {
    return SEND;
  } else if (entry.t === "entry") {
    return ENTRY;
  } else if (entry.t === "broken" || BUG_EVENTS.has(entry.event)) {
    return BROKEN;
  } else if (MODULE_EVENTS.has(entry.event)) {
    return MODULE;
  } else if (GUEST_EVENTS.has(entry.event)) {
    return GUEST;
  }
  return entry.event.startsWith("lock_") ? LOCK : KVM;
}
