/* What every actor has after a step: its own words, and those of the functions that it is inside of. */

/** The words of a thread that it has whatever it is inside of, and that say little as long as they are these. */
const PLAIN_WORDS = new Set(["no", "0", "none", ""]);

/** The life of each word of each actor, from the log's lines of state; null if the log has none. */
class States {
  constructor(entries, actors, stepOfNumber) {
    this.lives = actors.map(() => new Map());
    let order = 0;
    for (const entry of entries) {
      const known = this.lives[entry.actor];
      const found = stepOfNumber.get(entry.step);
      const step = found === undefined ? -1 : found;
      const put = (name, text) => {
        if (!known.has(name)) {
          known.set(name, {name, order: order++, steps: [], texts: [], ...frameOf(name)});
        }
        const life = known.get(name);
        life.steps.push(step);
        life.texts.push(text);
      };
      (entry.gone || []).forEach(name => put(name, null));
      Object.keys(entry.words).forEach(name => put(name, entry.words[name]));
    }
    this.lives = this.lives.map(known => [...known.values()].sort((a, b) => a.depth - b.depth || a.order - b.order));
  }

  /**
   * The words of an actor after a step: its own, then those of each function, as a stack is printed, the innermost
   * first. Of each what it is, and what it was if the step has changed it.
   */
  frames(actor, step) {
    const frames = new Map();
    for (const life of this.lives[actor]) {
      if (life.steps[0] > step) {
        continue;
      }
      const at = placeAt(life.steps, step);
      const isChanged = life.steps[at] === step && step >= 0;
      const text = life.texts[at];
      if (text === null && !isChanged) {
        continue;
      }
      const was = isChanged && at > 0 ? life.texts[at - 1] : null;
      const name = life.depth + " " + life.frame;
      if (!frames.has(name)) {
        frames.set(name, {depth: life.depth, title: life.frame, at: "", isThere: false, isChanged: false, words: []});
      }
      const frame = frames.get(name);
      frame.isThere = frame.isThere || text !== null;
      frame.isChanged = frame.isChanged || isChanged;
      if (life.word === "at" && life.depth > 0) {
        frame.at = text;
        frame.wasAt = was;
      } else if (text !== null) {
        frame.words.push({name: life.word, text, was, isChanged});
      }
    }
    const [own, ...calls] = [...frames.values()];
    return own === undefined || own.depth > 0 ? [...frames.values()].reverse() : [own, ...calls.reverse()];
  }
}

/** `2 kvm_tdp_mmu_map/gfn` is the word gfn of the second function. */
function frameOf(name) {
  const found = /^(\d+) (.*)\/([^/]*)$/.exec(name);
  return found ? {depth: Number(found[1]), frame: found[2], word: found[3]} : {depth: 0, frame: "", word: name};
}

class Actors {
  constructor() {
    this.target = document.getElementById("states");
    this.boxes = [];
  }

  /** Shows a run; who was open stays open. */
  use(run) {
    if (run === this.run) {
      return;
    }
    const wasOpen = this.boxes.map(each => each.box.open && !each.isOpenedByStep);
    this.run = run;
    this.boxes = [];
    this.target.replaceChildren();
    if (!run.states) {
      this.target.append(make("p", "quiet", "The log has no state. Pages made by 'run', 'replay' and 'view' of a"
        + " scenario or a schedule have it, and logs made with --with-state."));
      return;
    }
    this.boxes = run.actors.map((name, actor) => {
      const box = make("details", "actor");
      box.open = wasOpen[actor] === true;
      const title = make("summary");
      title.append(make("b", "", name), " ", make("span", "place"));
      const body = make("div", "words");
      box.append(title, body);
      box.addEventListener("toggle", () => this.fill(actor));
      this.target.append(box);
      return {box, place: title.lastChild, body, isOpenedByStep: false};
    });
  }

  /** The step's actor is open; another is if somebody has opened it. */
  show(step) {
    this.step = step;
    const at = this.run.steps[step];
    this.boxes.forEach((each, actor) => {
      const isItsStep = at !== undefined && at.actor === actor;
      if (isItsStep && !each.box.open) {
        each.box.open = true;
        each.isOpenedByStep = true;
      } else if (!isItsStep && each.isOpenedByStep) {
        each.box.open = false;
        each.isOpenedByStep = false;
      }
      each.box.classList.toggle("its-step", isItsStep);
      this.fill(actor);
    });
  }

  /** On paper all are open. */
  print(isPrinting) {
    this.boxes.forEach((each, actor) => {
      each.wasOpen = isPrinting ? each.box.open : each.wasOpen;
      each.box.open = isPrinting || each.wasOpen;
      this.fill(actor);
    });
  }

  fill(actor) {
    const {box, place, body} = this.boxes[actor];
    const frames = this.run.states.frames(actor, this.step);
    place.textContent = this.place(frames);
    if (!box.open) {
      body.replaceChildren();
      return;
    }
    const parts = frames.map(frame => this.frame(frame));
    body.replaceChildren(...(parts.length > 0 ? parts : [make("p", "quiet", "It has no words of its own.")]));
  }

  /** Where a thread is: the innermost function, and its step that comes next. */
  place(frames) {
    const innermost = frames.find(frame => frame.depth > 0 && frame.isThere);
    return innermost ? innermost.title + "." + innermost.at : "";
  }

  frame(frame) {
    const part = make("div", "frame" + (frame.isChanged ? " touched" : "") + (frame.isThere ? "" : " left"));
    if (frame.depth > 0) {
      const title = make("div", "function");
      title.append(make("span", "", frame.title));
      if (!frame.isThere) {
        title.append(make("span", "quiet", " has returned"));
      } else {
        const isMoved = frame.wasAt !== null && frame.wasAt !== undefined;
        const isNew = frame.isChanged && !isMoved && frame.words.every(word => word.isChanged && word.was === null);
        title.append(make("span", "quiet", isNew ? " is called, goes on at " : " goes on at "));
        const at = make("span", "at" + (isNew || isMoved ? " changed" : ""));
        if (isMoved) {
          at.append(make("span", "was", frame.wasAt + " \u2192 "));
        }
        at.append(frame.at);
        title.append(at);
      }
      part.append(title);
    }
    const list = make("dl", "state-words");
    for (const word of frame.words) {
      const pair = make("div", (word.isChanged ? "changed" : "") + (PLAIN_WORDS.has(word.text) ? " plain" : ""));
      const value = make("dd");
      if (word.isChanged && word.was !== null) {
        value.append(make("span", "was", word.was + " \u2192 "));
      }
      value.append(word.text);
      pair.append(make("dt", "", word.name), value);
      list.append(pair);
    }
    if (frame.words.length > 0) {
      part.append(list);
    }
    return part;
  }
}
