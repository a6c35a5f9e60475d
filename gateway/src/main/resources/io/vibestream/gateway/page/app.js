// Puts the parts of the page together.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { $, say } from "./dom.js";
import { JobView } from "./job.js";
import { Recent } from "./recent.js";
import { Voices } from "./voices.js";

const JOB = "#job=";

/** Asks for a key, and resolves to whether there is one. */
function askForKey(wasWrong) {
  $("key-wrong").hidden = !wasWrong;
  $("key").value = "";
  $("change-key").hidden = false;
  const dialog = $("key-dialog");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answered) => {
    dialog.addEventListener("close", () => {
      const given = dialog.returnValue === "ok" ? $("key").value.trim() : "";
      if (given !== "") api.useKey(given);
      answered(given !== "");
    }, { once: true });
  });
}

async function showEngine() {
  const engine = (await api.models()).find((model) => model.engine)?.engine ?? "";
  $("preview").hidden = !engine.startsWith("preview");
}

/** The id in the address, or nothing where it has none that could be one. */
function named() {
  try {
    return location.hash.startsWith(JOB) ? decodeURIComponent(location.hash.slice(JOB.length)) : "";
  } catch {
    return ""; // somebody has typed it
  }
}

/** Shows the job that the address names, or none. */
async function showNamed() {
  const id = named();
  if (id === view.id) return;
  say($("named-problem"));
  if (id === "") return leave();
  try {
    const job = await api.job(id);
    if (id !== named()) return; // the visitor has gone on meanwhile
    view.reopen(job);
    recent.mark(id);
  } catch (problem) {
    if (!(problem instanceof api.CallProblem)) throw problem;
    if (id !== named()) return;
    leave();
    say($("named-problem"), problem.message);
  }
}

function leave() {
  view.close();
  recent.mark(null);
}

const address = (id) => `${JOB}${encodeURIComponent(id)}`;

api.onKeyNeeded(askForKey);
api.onLoading((loading) => ($("loading").hidden = !loading));

const view = new JobView((job) => {
  recent.refresh();
  if (job.result?.engine?.startsWith("preview")) $("preview").hidden = false;
});
const composer = new Composer((job) => {
  say($("named-problem"));
  view.begin(job);
  history.pushState(null, "", address(job.id));
  recent.mark(job.id);
});
const recent = new Recent((id) => (location.hash = address(id)), (id) => {
  if (id !== view.id) return;
  view.close();
  history.replaceState(null, "", "/");
});
const voices = new Voices((all) => composer.offer(all));

$("key-cancel").addEventListener("click", () => $("key-dialog").close(""));
$("change-key").addEventListener("click", async () => {
  if (await askForKey(false)) start();
});
addEventListener("hashchange", showNamed);

function start() {
  voices.refresh();
  recent.refresh();
  showEngine().catch((problem) => say($("compose-problem"), problem.message));
  showNamed();
}

start();
