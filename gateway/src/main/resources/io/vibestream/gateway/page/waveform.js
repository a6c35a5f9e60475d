// Draws loudness over time: what has sounded grows from the left, what has been heard is coloured.

const PER_SECOND = 20;
const PITCH = 5; // pixels from bar to bar
const BAR = 3;
/** What is quieter than this is not drawn as if it were loud. */
const QUIET = 0.05;

export class Waveform {
  #canvas;
  #peaks = [];
  #expected = 1;
  #heard = 0;
  #asked = false;

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#ask()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#ask());
  }

  clear() {
    this.#peaks = [];
    this.#expected = 1;
    this.#heard = 0;
    this.#ask();
  }

  /** Peaks of some sound, wherever it begins; the same sound twice is the same sound. */
  add(startSeconds, peaks) {
    const first = Math.round(startSeconds * PER_SECOND);
    peaks.forEach((peak, i) => (this.#peaks[first + i] = peak));
    this.#ask();
  }

  /** How long the whole is, or is thought to become. */
  expect(seconds) {
    this.#expected = Math.max(seconds, 1);
    this.#ask();
  }

  hear(seconds) {
    this.#heard = seconds;
    this.#ask();
  }

  get seconds() {
    return this.#peaks.length / PER_SECOND;
  }

  /** Many changes, one drawing. */
  #ask() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#draw();
    });
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = devicePixelRatio;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    const pen = this.#canvas.getContext("2d");
    pen.scale(scale, scale);
    const style = getComputedStyle(this.#canvas);
    const [heard, unheard, empty] = ["--accent", "--bar", "--line"].map((name) => style.getPropertyValue(name));
    const bars = Math.floor(width / PITCH);
    const span = Math.max(this.#expected, this.seconds);
    const means = this.#means(bars, span);
    const loudest = Math.max(...means, QUIET);
    for (let bar = 0; bar < bars; bar++) {
      const tall = Math.max(BAR, (means[bar] / loudest) * (height - 4));
      const sounds = (bar / bars) * span < this.seconds;
      pen.fillStyle = !sounds ? empty : (bar + 1) / bars <= this.#heard / span ? heard : unheard;
      pen.beginPath();
      pen.roundRect(bar * PITCH, (height - tall) / 2, BAR, tall, BAR / 2);
      pen.fill();
    }
  }

  /** How loud each bar is. The mean, because the loudest moments of a long track are all alike. */
  #means(bars, span) {
    return Array.from({ length: bars }, (_, bar) => {
      const from = Math.floor((bar / bars) * span * PER_SECOND);
      const to = Math.max(from + 1, Math.floor(((bar + 1) / bars) * span * PER_SECOND));
      const known = this.#peaks.slice(from, to).filter((peak) => peak !== undefined);
      return known.reduce((sum, peak) => sum + peak, 0) / Math.max(known.length, 1);
    });
  }
}
