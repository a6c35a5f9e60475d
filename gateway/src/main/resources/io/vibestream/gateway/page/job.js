// One job on the page: how far it is, its pieces, its sound, and what can be done with it.

import * as api from "./api.js";
import { $, clock, counted, el, say } from "./dom.js";
import { Player } from "./player.js";

const UNHEARD = new Set(["queued", "planned"]);
const OVER = new Set(["completed", "failed", "cancelled", "timed_out"]);
/** Letters of a text that are spoken in a second, for a first guess at its length. */
const LETTERS_PER_SECOND = 14;
/** Letters that a plan tells of a piece; a finished job tells all. */
const MOST_TOLD = 200;
const LOOK_AGAIN_MILLIS = 2_000;

export class JobView {
  #player = new Player((at) => this.#hear(at), () => this.#unplayable());
  #job = null;
  #events = null;
  #timer = 0; // where events do not come through, the job is asked for now and then
  #chunks = []; // {item, word, state, start}
  #changed;

  /** @param changed told when a job's state is another than before */
  constructor(changed) {
    this.#changed = changed;
    $("stop").addEventListener("click", () => this.#stop());
  }

  get id() {
    return this.#job?.id ?? null;
  }

  /** Shows a job that was just made, and lets it be heard at once. */
  begin(job) {
    this.#open(job);
    this.#player.live(job.links.audio);
    this.#follow();
  }

  /** Shows a job that was made before. */
  reopen(job) {
    this.#open(job);
    if (!OVER.has(job.state)) {
      this.#player.live(job.links.audio);
      this.#follow();
    } else if (job.state === "completed") {
      this.#spoken(job.result.spans);
      this.#player.whole(job.links.audio, job.result.duration_seconds, job.result.url);
    }
  }

  close() {
    this.#leave();
    this.#player.clear();
    this.#job = null;
    $("job").hidden = true;
  }

  #leave() {
    this.#events?.close();
    clearTimeout(this.#timer);
  }

  #open(job) {
    this.#leave();
    this.#player.clear();
    this.#chunks = [];
    $("chunks").replaceChildren();
    this.#job = null;
    this.#show(job);
    $("job").hidden = false;
    $("job-title").focus({ preventScroll: true });
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    $("job").scrollIntoView({ behavior, block: "nearest" });
  }

  #follow() {
    const events = new EventSource(this.#job.links.events);
    const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data)));
    this.#events = events;
    on("plan", (plan) => this.#plan(plan.chunks));
    on("sound", (sound) => this.#sound(sound));
    on("chunk", (chunk) => this.#mark(chunk.index, "spoken"));
    on("progress", (job) => this.#show(job));
    on("end", (job) => this.#end(job));
    // A browser comes back by itself after a break, but not after an answer that is no stream of events.
    events.addEventListener("error", () => events.readyState === EventSource.CLOSED && this.#lookAgain());
  }

  async #lookAgain() {
    const id = this.id;
    try {
      const job = await api.job(id);
      if (id !== this.id) return;
      if (OVER.has(job.state)) return this.#end(job);
      this.#show(job);
      this.#timer = setTimeout(() => this.#lookAgain(), LOOK_AGAIN_MILLIS);
    } catch (problem) {
      if (id === this.id) say($("job-problem"), problem.message);
    }
  }

  #plan(chunks) {
    const letters = chunks.reduce((sum, chunk) => sum + chunk.text.length, 0);
    this.#player.expect(letters / LETTERS_PER_SECOND);
    if (this.#chunks.length === chunks.length) return; // told again after a break
    this.#chunks = chunks.map(({ text: beginning }) => {
      const text = [...beginning].length < MOST_TOLD ? beginning : `${beginning}…`;
      const word = el("span", { className: "unseen" }, " (waiting)");
      return { item: el("li", { className: "waiting" }, text, word), word, state: "waiting", start: Infinity };
    });
    $("chunks").replaceChildren(...this.#chunks.map((chunk) => chunk.item));
  }

  #sound({ chunk, start_seconds: start, peaks }) {
    this.#player.sounds(start, peaks);
    if (UNHEARD.has(this.#job.state)) this.#show({ ...this.#job, state: "speaking" });
    const known = this.#chunks[chunk];
    if (known === undefined) return;
    known.start = Math.min(known.start, start);
    if (known.state === "waiting") this.#mark(chunk, "speaking");
  }

  #mark(index, state) {
    const chunk = this.#chunks[index];
    if (chunk === undefined) return;
    chunk.state = state;
    chunk.item.classList.remove("waiting", "speaking", "spoken");
    chunk.item.classList.add(state);
    chunk.word.textContent = ` (${state})`;
  }

  /** Marks the piece that is being heard. */
  #hear(at) {
    const current = at > 0 ? this.#chunks.findLastIndex((chunk) => chunk.start <= at) : -1;
    this.#chunks.forEach((chunk, i) => chunk.item.classList.toggle("heard", i === current));
  }

  /** All pieces, with the exact times at which they begin. */
  #spoken(spans) {
    if (this.#chunks.length === 0) this.#plan(spans);
    for (const span of spans) {
      this.#mark(span.chunk, "spoken");
      this.#chunks[span.chunk].start = span.start_seconds;
      this.#chunks[span.chunk].item.firstChild.data = span.text;
    }
  }

  #end(job) {
    this.#leave();
    this.#show(job);
    if (job.state === "completed") {
      this.#spoken(job.result.spans);
      this.#player.becomesWhole(job.links.audio, job.result.duration_seconds, job.result.url);
    } else {
      this.#player.clear();
      this.#chunks.filter((chunk) => chunk.state !== "spoken").forEach((chunk) => chunk.item.classList.remove("speaking"));
    }
  }

  #show(told) {
    const before = this.#job;
    // The service counts whole pieces; what is heard already is more than it knows of.
    const job = { ...before, ...told, state: before?.state === "speaking" && UNHEARD.has(told.state) ? "speaking" : told.state };
    this.#job = job;
    const over = OVER.has(job.state);
    const { total, done } = job.chunks;
    if (!over && done > 0) this.#player.expect((job.audio_seconds / done) * total);
    $("job-title").textContent = job.title || "Speech";
    $("job-state").textContent = stateOf(job);
    $("job-state").classList.toggle("busy", !over);
    $("stop").hidden = over;
    $("stop").disabled = false;
    $("player").hidden = over && job.state !== "completed";
    say($("job-problem"), job.error && job.state !== "cancelled" ? `This could not be spoken: ${job.error.message}` : "");
    this.#offer(job);
    say($("job-facts"), factsOf(job));
    // Whoever listens to the page wants to hear the speech, not a count of its pieces: four words are enough.
    const isNews = before?.state !== job.state || quartersOf(before) !== quartersOf(job);
    if (isNews) $("announcer").textContent = job.error ? `${stateOf(job)}. ${job.error.message}` : stateOf(job);
    if (before?.state !== job.state) this.#changed(job);
  }

  #offer(job) {
    const done = job.state === "completed";
    const name = fileName(job.title ?? "");
    link($("download"), done ? job.links.audio : "", `${name}.${job.format}`);
    $("download").textContent = `Download ${job.format.toUpperCase()}`;
    const captions = done ? job.result.captions : {};
    link($("srt"), captions.srt && job.links.captions_srt, `${name}.srt`);
    link($("vtt"), captions.vtt && job.links.captions_vtt, `${name}.vtt`);
  }

  async #stop() {
    this.#player.letGo(); // at once: the service cuts off who still listens to what is cancelled
    $("stop").disabled = true;
    $("job-title").focus({ preventScroll: true }); // the button is about to go
    try {
      this.#show(await api.cancel(this.id));
    } catch (problem) {
      $("stop").disabled = false;
      say($("job-problem"), problem.message);
      this.#player.again(this.#job.links.audio);
    }
  }

  #unplayable() {
    if (!$("job-problem").hidden) return; // why is told already
    if (this.#job !== null && !OVER.has(this.#job.state)) {
      say($("job-problem"), "The sound cannot be played while it is made. It can be downloaded when it is finished.");
    } else if (this.#job?.state === "completed") {
      say($("job-problem"), "The sound cannot be played, or it is no longer kept.");
    }
  }
}

const quartersOf = ({ chunks: { total, done } }) => Math.floor((4 * done) / Math.max(total, 1));

function fileName(title) {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40);
  return words.replace(/^-|-$/g, "") || "speech";
}

function link(anchor, address, name) {
  anchor.hidden = !address;
  if (address) {
    anchor.href = address;
    anchor.download = name;
  }
}

/** How far a job is, in a few words. */
export function stateOf(job) {
  const { total, done } = job.chunks;
  const left = job.seconds_left > 0 ? `, about ${counted(Math.ceil(job.seconds_left), "second", "seconds")} left` : "";
  switch (job.state) {
    case "queued":
      return "Waiting for its turn";
    case "planned":
      return `Waiting for a voice, ${counted(total, "piece", "pieces")}`;
    case "speaking":
      return `Speaking, ${done} of ${counted(total, "piece", "pieces")} done${left}`;
    case "completed":
      return `Finished, ${clock(job.audio_seconds)}`;
    case "failed":
      return "Failed";
    case "cancelled":
      return "Stopped";
    case "timed_out":
      return "Too late";
    default:
      return job.state; // a newer gateway's word
  }
}

/** The same where there is little room. */
export function brieflyOf(job) {
  if (job.state === "completed") return clock(job.audio_seconds);
  return job.state === "speaking" ? `Speaking, ${job.chunks.done} of ${job.chunks.total}` : stateOf(job).split(",")[0];
}

function factsOf(job) {
  if (job.state !== "completed") return "";
  const { engine, voices, warnings } = job.result;
  const spoken = voices?.length > 0 ? `Spoken by ${voices.join(", ")}` : "Spoken";
  return [`${spoken}${engine ? ` (engine: ${engine})` : ""}.`, ...(warnings ?? [])].join(" ");
}
