// The jobs that were made before, newest first; each can be opened again and deleted.

import * as api from "./api.js";
import { $, el, say, tool, when } from "./dom.js";
import { brieflyOf } from "./job.js";

const PAGE = 8;
const LOOK_AGAIN_MILLIS = 5_000;
const UNDER_WAY = new Set(["queued", "planned", "speaking"]);

export class Recent {
  #jobs = [];
  #current = null;
  #reopen;
  #deleted;
  #timer = 0;

  /**
   * @param reopen told which job to show
   * @param deleted told which job is gone
   */
  constructor(reopen, deleted) {
    this.#reopen = reopen;
    this.#deleted = deleted;
    $("recent-more").addEventListener("click", () => this.#more());
    document.addEventListener("visibilitychange", () => !document.hidden && this.refresh());
  }

  /** Lists anew, as many as were shown. */
  async refresh() {
    await this.#load(async () => {
      const page = await api.jobs(Math.min(Math.max(PAGE, this.#jobs.length), 100), null);
      this.#jobs = page.data;
      return page;
    });
  }

  /** Marks the job that is shown. */
  mark(id) {
    this.#current = id;
    this.#draw();
  }

  async #more() {
    const before = this.#jobs.length;
    await this.#load(async () => {
      const page = await api.jobs(PAGE, this.#jobs.at(-1).id);
      this.#jobs = [...this.#jobs, ...page.data];
      return page;
    });
    $("recent").children[before]?.querySelector("button").focus();
  }

  async #load(read) {
    clearTimeout(this.#timer);
    try {
      const page = await read();
      $("recent-more").hidden = !page.has_more;
      say($("recent-problem"));
      this.#draw();
      // The one that is shown tells by itself how far it is; the others are looked after here.
      if (!document.hidden && this.#jobs.some((job) => UNDER_WAY.has(job.state))) {
        this.#timer = setTimeout(() => this.refresh(), LOOK_AGAIN_MILLIS);
      }
    } catch (problem) {
      if (!(problem instanceof api.CallProblem)) throw problem;
      say($("recent-problem"), problem.message);
      if (problem.status === 0) this.#timer = setTimeout(() => this.refresh(), LOOK_AGAIN_MILLIS); // no answer is no refusal
    }
  }

  #draw() {
    $("recent-none").hidden = this.#jobs.length > 0;
    const focused = document.activeElement?.closest?.("#recent li")?.dataset.job;
    const tag = document.activeElement?.className;
    $("recent").replaceChildren(...this.#jobs.map((job) => this.#row(job)));
    // Who stood in the list still stands there.
    if (focused) [...$("recent").children].find((row) => row.dataset.job === focused)?.querySelector(`.${tag}`)?.focus();
  }

  #row(job) {
    const name = job.title || job.id;
    const row = el("li", { "data-job": job.id },
      el("button", { type: "button", className: "row-main", click: () => this.#reopen(job.id) },
        el("strong", {}, name), el("span", {}, `${brieflyOf(job)} · ${when(job.created_at)}`)),
      tool("delete", `Delete “${name}”`, () => this.#delete(job)));
    if (job.id === this.#current) row.setAttribute("aria-current", "true");
    return row;
  }

  async #delete(job) {
    const at = this.#jobs.findIndex(({ id }) => id === job.id);
    try {
      await api.forget(job.id);
    } catch (problem) {
      if (problem.status !== 404) return say($("recent-problem"), problem.message);
    }
    this.#deleted(job.id);
    await this.refresh();
    const next = $("recent").children[Math.min(at, this.#jobs.length - 1)];
    (next?.querySelector("button") ?? $("recent-title")).focus();
  }
}
