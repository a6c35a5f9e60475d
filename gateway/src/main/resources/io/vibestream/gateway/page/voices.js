// Voices out of recordings: adding, hearing and deleting them.

import * as api from "./api.js";
import { $, clock, el, say, tool } from "./dom.js";

const MOST_BYTES = 10 * 1024 * 1024;

export class Voices {
  #audio = new Audio();
  #changed;

  /** @param changed told of all voices that there are now */
  constructor(changed) {
    this.#changed = changed;
    this.#audio.id = "sample";
    document.body.append(this.#audio);
    $("voice-file").addEventListener("change", () => this.#suggestName());
    $("upload").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
  }

  async refresh() {
    try {
      const voices = await api.voices();
      this.#changed(voices);
      $("voices").replaceChildren(...voices.filter((voice) => voice.created_at !== undefined).map((voice) => this.#row(voice)));
    } catch (problem) {
      this.#tell(problem);
    }
  }

  #row({ name, duration_sec: seconds }) {
    return el("li", {},
      el("div", { className: "row-main" },
        el("strong", {}, name), el("span", {}, `Recording, ${clock(seconds)}`)),
      tool("hear", `Listen to ${name}`, () => this.#hear(name)),
      tool("delete", `Delete the voice ${name}`, () => this.#delete(name)));
  }

  #suggestName() {
    const file = $("voice-file").files[0];
    if (file !== undefined && $("voice-name").value === "") {
      $("voice-name").value = file.name.replace(/\.[^.]*$/, "").replace(/[^\p{L}\p{N} ._-]+/gu, " ").trim().slice(0, 64);
    }
  }

  async #add() {
    const [file, name] = [$("voice-file").files[0], $("voice-name").value.trim()];
    const problem = problemOf(file, name);
    say($("upload-problem"), problem);
    $("upload-done").textContent = "";
    if (problem !== "") return;
    $("upload-button").disabled = true;
    try {
      await api.addVoice(name, file);
      $("upload").reset();
      await this.refresh();
      $("upload-done").textContent = `The voice “${name}” can speak now.`;
    } catch (refused) {
      this.#tell(refused);
    } finally {
      $("upload-button").disabled = false;
    }
  }

  async #hear(name) {
    try {
      const recording = await api.sample(name);
      URL.revokeObjectURL(this.#audio.src);
      this.#audio.src = URL.createObjectURL(recording);
      await this.#audio.play();
    } catch (problem) {
      this.#tell(problem);
    }
  }

  async #delete(name) {
    try {
      await api.deleteVoice(name);
      await this.refresh();
      $("voices-title").focus();
    } catch (problem) {
      this.#tell(problem);
    }
  }

  #tell(problem) {
    if (!(problem instanceof api.CallProblem || problem instanceof DOMException)) throw problem;
    say($("upload-problem"), problem.message);
  }
}

function problemOf(file, name) {
  if (file === undefined) return "Please choose a recording first.";
  if (file.size > MOST_BYTES) return `“${file.name}” is too large: 10 MB is the most.`;
  if (name === "") return "Please give the voice a name.";
  return $("consent").checked ? "" : "Please confirm that the person who speaks has agreed.";
}
