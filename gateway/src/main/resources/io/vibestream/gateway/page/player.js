// The sound of one job: first as it is made, later out of the store. Owns the audio element.

import { $, clock } from "./dom.js";
import { peaksOf } from "./peaks.js";
import { Waveform } from "./waveform.js";

const STEP_SECONDS = 5;
/** Of which every browser can play the beginning before there is an end. */
const LIVE_FORMAT = "mp3";
/** A picture with less of the sound than this is made anew. */
const DRAWN = 0.9;

export class Player {
  #audio = new Audio();
  #wave = new Waveform($("waveform"));
  #length = 0; // seconds, once the whole is known
  #track = 0; // counts what was played, for answers that come too late
  #stored = ""; // where the whole lies, while the live sound is still being heard
  #onTime;
  #onProblem;

  /**
   * @param onTime told where the listener is, in seconds
   * @param onProblem told that this browser cannot play it
   */
  constructor(onTime, onProblem) {
    this.#onTime = onTime;
    this.#onProblem = onProblem;
    const audio = this.#audio;
    audio.id = "sound";
    audio.addEventListener("timeupdate", () => this.#moved());
    audio.addEventListener("durationchange", () => this.#moved());
    for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, () => this.#showState());
    audio.addEventListener("ended", () => this.#store(0));
    audio.addEventListener("error", () => this.#failed());
    $("play").addEventListener("click", () => (audio.paused ? this.play() : audio.pause()));
    $("position").addEventListener("input", (event) => this.seek(Number(event.target.value)));
    $("position").addEventListener("keydown", (event) => this.#step(event));
    document.body.append(audio); // so that it can be found
  }

  /** Sound that is still being made. */
  live(address) {
    this.clear();
    this.again(address);
    this.play();
  }

  /** Live sound that was let go of, from its beginning, as soon as the listener wants it. */
  again(address) {
    this.#audio.src = `${address}${address.includes("?") ? "&" : "?"}format=${LIVE_FORMAT}`;
  }

  /** No sound any more, and no call that brings it. What was drawn stays. */
  letGo() {
    this.#audio.removeAttribute("src");
    this.#audio.load();
  }

  /** Sound that is whole. */
  whole(address, seconds, file) {
    this.clear();
    this.#audio.preload = "metadata";
    this.#audio.src = address;
    this.#whole(seconds, file);
  }

  /** What was live is whole now. The listener hears on; only who goes elsewhere gets the stored one, in which that is possible. */
  becomesWhole(address, seconds, file) {
    this.#stored = address;
    this.#whole(seconds, file);
    if (this.#audio.ended) this.#store(0);
  }

  /** @param file where the sound lies, to be drawn if it was not heard being made */
  async #whole(seconds, file) {
    this.#length = seconds;
    this.#wave.expect(seconds);
    $("position").max = String(seconds);
    $("position").disabled = false;
    this.#moved();
    if (this.#wave.seconds > seconds * DRAWN) return;
    const track = this.#track;
    const peaks = await peaksOf(file, seconds);
    if (track === this.#track) this.sounds(0, peaks);
  }

  clear() {
    this.#track++;
    this.letGo();
    this.#length = 0;
    this.#stored = "";
    this.#wave.clear();
    $("position").disabled = true;
    $("position").value = "0";
    this.#moved();
    this.#showState();
  }

  /** Browsers let a page sound only when its user has done something; if not, there is the button. */
  play() {
    this.#audio.play().catch(() => this.#showState());
  }

  seek(seconds) {
    if (this.#stored !== "") this.#store(seconds);
    else this.#audio.currentTime = seconds;
    this.#moved(seconds);
  }

  sounds(startSeconds, peaks) {
    this.#wave.add(startSeconds, peaks);
    this.#moved();
  }

  expect(seconds) {
    if (this.#length === 0) this.#wave.expect(seconds);
  }

  #store(seconds) {
    if (this.#stored === "") return;
    const playing = !this.#audio.paused && !this.#audio.ended;
    this.#audio.src = this.#stored;
    this.#stored = "";
    this.#audio.currentTime = seconds;
    if (playing) this.play();
  }

  #step(event) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const to = this.#audio.currentTime + steps[event.key] * STEP_SECONDS;
    this.seek(Math.min(Math.max(to, 0), this.#length));
  }

  #moved(at = this.#audio.currentTime) {
    const made = Math.max(this.#length, this.#wave.seconds);
    this.#wave.hear(at);
    $("clock").textContent = made > 0 ? `${clock(at)} / ${clock(made)}` : clock(at);
    const position = $("position");
    position.value = String(at);
    position.setAttribute("aria-valuetext", `${clock(at)} of ${clock(made)}`);
    this.#onTime(at);
  }

  #showState() {
    const playing = !this.#audio.paused && !this.#audio.ended;
    $("play").classList.toggle("playing", playing);
    $("play").setAttribute("aria-label", playing ? "Pause" : "Play");
  }

  #failed() {
    // Without a source there is nothing to fail.
    if (this.#audio.hasAttribute("src")) this.#onProblem();
    this.#showState();
  }
}
