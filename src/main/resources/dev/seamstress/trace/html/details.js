/* The cursor's step in full, and what else could have come in its place. */

class Details {
  /** `address` makes the page's address of a step's number in a run. */
  constructor(alignment, address) {
    this.alignment = alignment;
    this.address = address;
    this.title = document.getElementById("step-title");
    this.body = document.getElementById("step-body");
    this.choices = document.getElementById("choice-body");
  }

  use(run, which) {
    this.run = run;
    this.which = which;
  }

  show(index, picked) {
    const step = this.run.steps[index];
    if (!step) {
      this.title.textContent = "No step";
      this.body.replaceChildren(make("p", "quiet", "The log has no step."));
      this.choices.replaceChildren();
      return;
    }
    this.title.textContent = "Step " + step.number + ": " + this.run.actors[step.actor];
    const list = make("ol", "told");
    for (let row = step.firstRow; row <= step.lastRow; row++) {
      list.append(this.item(row, row === picked));
    }
    this.body.replaceChildren(this.message(step), list);
    this.showChoices(index);
  }

  message(step) {
    const line = make("p", "message");
    const message = step.message;
    if (step.entry.go) {
      line.append("goes on by itself");
    } else {
      line.append(make("b", "", step.entry.text), " from " + this.run.actors[message.from]);
    }
    if (message.sent >= 0) {
      line.append(step.entry.go ? ", since " : ", sent in ", this.link(message.sent));
    }
    return line;
  }

  link(step) {
    const link = make("a", "", "step " + this.run.steps[step].number);
    link.href = this.address(this.run.steps[step].number, this.which);
    return link;
  }

  item(index, isPicked) {
    const row = this.run.rows[index];
    const entry = row.entry;
    const item = make("li", "k" + row.kind + (isPicked ? " picked" : ""));
    switch (entry.t) {
      case "step":
        item.append(entry.go ? "nothing is told of it" : "takes the message");
        break;
      case "sent":
        item.append(make("b", "", "sends"), " " + this.run.actors[entry.to] + " " + entry.text);
        if (this.run.messages.get(entry.id).arrived !== Infinity) {
          item.append(", which arrives in ", this.link(this.run.messages.get(entry.id).arrived));
        } else {
          item.append(", which does not arrive");
        }
        break;
      case "entry":
        item.append(make("b", "", "stores"), " " + entry.tree + " " + entry.gfn + " " + levelName(entry.level)
          + ", root " + entry.root + ": " + entry.was + " \u2192 ", make("b", "", entry.state));
        item.append(make("div", "bits", entry.old + " \u2192 " + entry.new));
        break;
      case "broken":
        item.append(make("b", "", entry.rule), " is broken: " + entry.text);
        break;
      default:
        item.append(make("b", "", entry.event));
        this.facts(entry, item);
    }
    return item;
  }

  facts(entry, item) {
    const names = argumentNames(entry);
    if (names.length === 0) {
      return;
    }
    const facts = make("dl");
    for (const name of names) {
      const word = argument(entry, name, this.run.actors);
      const number = String(entry.args[name]);
      const value = make("dd", "", word);
      if (word !== number && number.startsWith("0x")) {
        value.append(make("span", "bits", " " + number));
      }
      facts.append(make("dt", "", name), value);
    }
    item.append(facts);
  }

  /** A choice is the oldest message of a channel; what a channel has at a step follows from sends and arrivals. */
  others(index) {
    const channels = new Map();
    for (const message of this.run.pending.crossing(index, index)) {
      const channel = message.from + ">" + message.to;
      const known = channels.get(channel);
      if (!known || message.arrived < known.arrived) {
        channels.set(channel, message);
      }
    }
    const taken = this.run.steps[index].message;
    channels.delete(taken.from + ">" + taken.to);
    return [...channels.values()].sort((a, b) => a.from - b.from || a.to - b.to);
  }

  showChoices(index) {
    const others = this.others(index);
    const parts = [];
    if (others.length === 0) {
      parts.push(make("p", "quiet", "Nothing: no other message was on its way."));
    }
    const list = make("ul", "forks");
    for (const message of others) {
      const item = make("li");
      const [from, to] = [this.run.actors[message.from], this.run.actors[message.to]];
      const takes = " takes " + message.text + " from " + from;
      item.append(make("b", "", to), message.from === message.to ? " goes on" : takes);
      if (this.isWayOut(index, message)) {
        item.append(": ", this.wayOut(index));
      }
      if (this.hasFile(index)) {
        item.append(this.command(this.fork(index, message)));
      }
      list.append(item);
    }
    parts.push(list);
    const schedule = others.length > 0 && this.scheduleHint(index);
    if (schedule) {
      parts.push(schedule);
    }
    if (!this.run.end) {
      parts.push(make("p", "quiet", "The log breaks off, so there may have been others."));
    } else if (this.run.end.dropped > 0 || droppedHere() > 0) {
      parts.push(make("p", "quiet", "The log is not whole, so there may have been others."));
    }
    this.choices.replaceChildren(...parts);
  }

  /** True for what the other run chooses where the two part. */
  isWayOut(index, message) {
    const step = this.alignment && index === this.alignment.fork && this.alignment.runs[1 - this.which].steps[index];
    return step ? step.message.from === message.from && step.actor === message.to : false;
  }

  wayOut(index) {
    const other = 1 - this.which;
    const link = make("a", "", "so does the " + this.alignment.names[other]);
    link.href = this.address(this.alignment.runs[other].steps[index].number, other);
    return link;
  }

  command(text) {
    const command = make("code", "command", text);
    command.title = "A click selects it";
    return command;
  }

  fork(index, message) {
    const isPlain = name => /^[\w.-]+$/.test(name);
    const [from, to] = [this.run.actors[message.from], this.run.actors[message.to]];
    const names = isPlain(from) && isPlain(to) ? from + ">" + to : message.from + ">" + message.to;
    return "./seamstress replay " + this.file() + " --fork '" + this.run.steps[index].number + "=" + names + "'";
  }

  /** How the run is made again; the passing one may not be, but up to the fork it is the failing one. */
  again() {
    return this.run.head.again || (this.alignment ? this.alignment.runs[FAILING].head.again : "") || "";
  }

  hasFile(index) {
    return this.which === FAILING || Boolean(this.run.head.again) || index <= this.alignment.fork;
  }

  /** The schedule's file, if the run was a replay of one. */
  file() {
    const replay = /^\.\/seamstress replay ('(?:[^']|'\\'')*'|\S+)/.exec(this.again());
    return replay ? replay[1] : "FILE.schedule";
  }

  /** How to get the file that the commands want. */
  scheduleHint(index) {
    const again = this.again();
    const hint = make("p", "quiet");
    if (!this.hasFile(index)) {
      hint.append("No command leads here: no file has the schedule of the " + this.alignment.names[this.which] + ".");
    } else if (again.startsWith("./seamstress run ") && this.run.head.reproducible) {
      hint.append("FILE.schedule is made by ", this.command(again + " --timeline none --schedule-out FILE.schedule"));
    } else if (again.startsWith("./seamstress replay ")) {
      if (!again.includes(" --fork ")) {
        return null;
      }
      hint.append("This run is a fork itself; up to where it forks, the commands lead to where they say.");
    } else {
      hint.append("FILE.schedule is what 'run --schedule-out FILE.schedule' or 'explore --out DIRECTORY' writes; give"
        + " it together with --html.");
    }
    return hint;
  }
}
