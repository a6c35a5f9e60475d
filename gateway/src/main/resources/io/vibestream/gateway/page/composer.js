// Where a text is written, pasted, dropped or opened, and sent to be spoken.

import * as api from "./api.js";
import { $, counted, el, say } from "./dom.js";
import { FileProblem, length, readText, speakers, title } from "./text.js";

const MOST_SPEAKERS = 4;

export class Composer {
  #voices = [];
  #spoken;

  /** @param spoken told of the job that was made */
  constructor(spoken) {
    this.#spoken = spoken;
    $("text").addEventListener("input", () => this.#changed());
    $("text").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("compose").requestSubmit();
    });
    $("script").addEventListener("change", () => this.#changed());
    $("speed").addEventListener("input", () => ($("speed-shown").textContent = `${Number($("speed").value)}×`));
    $("file").addEventListener("change", () => this.#open($("file").files));
    $("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#speak();
    });
    this.#acceptDrops();
    this.#changed();
  }

  /** The voices that there are now; choices that are still possible stay. */
  offer(voices) {
    this.#voices = voices;
    fill($("voice"), voices);
    for (const select of $("speaker-voices").querySelectorAll("select")) fill(select, voices);
  }

  #acceptDrops() {
    const place = $("drop");
    const isFile = (event) => event.dataTransfer.types.includes("Files");
    place.addEventListener("dragover", (event) => {
      if (!isFile(event)) return; // dragged text goes where it is dropped
      event.preventDefault();
      place.classList.add("over");
    });
    place.addEventListener("dragleave", () => place.classList.remove("over"));
    place.addEventListener("drop", (event) => {
      place.classList.remove("over");
      if (!isFile(event)) return;
      event.preventDefault();
      this.#open(event.dataTransfer.files);
    });
  }

  async #open(files) {
    try {
      if (files.length > 1) throw new FileProblem(`One file at a time, please: these are ${files.length}.`);
      $("text").value = await readText(files[0]);
      say($("compose-problem"));
      this.#changed();
    } catch (problem) {
      if (!(problem instanceof FileProblem)) throw problem;
      say($("compose-problem"), problem.message);
    } finally {
      $("file").value = ""; // the same file may be opened again
    }
  }

  #changed() {
    const text = $("text").value;
    const script = $("script").checked;
    $("count").textContent = counted(length(text), "character", "characters");
    $("speakers").hidden = !script;
    $("voice-field").hidden = script;
    $("text").removeAttribute("aria-invalid");
    if (script) this.#offerSpeakers(speakers(text));
  }

  #offerSpeakers(names) {
    const place = $("speaker-voices");
    const known = new Map([...place.children].map((field) => [field.dataset.speaker, field]));
    say($("speakers-hint"), names.length > MOST_SPEAKERS
      ? `These are ${names.length} speakers; ${MOST_SPEAKERS} is the most.`
      : "Begin every turn with a name and a colon, such as “Anna: Good morning.” Each name can have a voice of its own.");
    place.replaceChildren(...names.slice(0, MOST_SPEAKERS).map((name, i) => known.get(name) ?? this.#speakerField(name, i)));
  }

  #speakerField(name, i) {
    const select = el("select", {});
    fill(select, this.#voices);
    select.selectedIndex = this.#voices.length === 0 ? -1 : i % this.#voices.length;
    const id = `speaker-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
    select.id = id;
    return el("div", { className: "field", "data-speaker": name }, el("label", { htmlFor: id }, name), select);
  }

  async #speak() {
    const text = $("text").value;
    const problem = this.#problem(text);
    say($("compose-problem"), problem);
    if (problem !== "") {
      $("text").setAttribute("aria-invalid", "true");
      $("text").focus();
      return;
    }
    $("speak").disabled = true;
    try {
      this.#spoken(await api.speak(this.#body(text)));
    } catch (refused) {
      if (!(refused instanceof api.CallProblem)) throw refused;
      say($("compose-problem"), refused.message);
    } finally {
      $("speak").disabled = false;
      if (document.activeElement === document.body) $("speak").focus(); // it lost the focus when it could not be pressed
    }
  }

  #problem(text) {
    if (text.trim() === "") return "There is nothing to speak yet. Please write a text first.";
    if (!$("script").checked) return "";
    const names = speakers(text);
    if (names.length === 0) return "No speaker was found. Every turn begins with a name and a colon, such as “Anna: Good morning.”";
    if (names.length > MOST_SPEAKERS) return `These are ${names.length} speakers; ${MOST_SPEAKERS} is the most.`;
    return "";
  }

  #body(text) {
    const body = {
      title: title(text), format: $("format").value, speed: Number($("speed").value), priority: "interactive", captions: ["srt", "vtt"],
    };
    if (!$("script").checked) return { ...body, input: text, ...($("voice").value === "" ? {} : { voice: $("voice").value }) };
    const chosen = [...$("speaker-voices").children].map((field) => [field.dataset.speaker, field.querySelector("select").value]);
    return { ...body, script: text, voices: Object.fromEntries(chosen.filter(([, voice]) => voice !== "")) };
  }
}

function fill(select, voices) {
  const chosen = select.value;
  select.replaceChildren(...voices.map(({ name, speaker }) =>
    el("option", { value: name }, speaker && speaker !== name ? `${name} (${speaker})` : name)));
  if (voices.some(({ name }) => name === chosen)) select.value = chosen;
}
