// Calls to the gateway. Asks for a key where one is needed, and waits while the voice is being loaded.

const KEY = "vibestream.key";
const LATER_SECONDS = 3;

/** What the gateway said when it could not do what it was asked; the message is for people. */
export class CallProblem extends Error {
  constructor(message, status = 0, code = null) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

let askForKey = async () => false;
let asking = null;
let showLoading = () => {};
let waiting = 0; // calls that wait for the voice

/** @param ask shows the key field, told whether a key was wrong, and resolves to whether there is a key now */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

export function onLoading(show) {
  showLoading = show;
}

export const key = () => sessionStorage.getItem(KEY) ?? "";

export function useKey(value) {
  if (value === "") sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, value);
}

/** Several calls may find at once that there is no key; it is asked for once. */
function newKey(tried) {
  if (key() !== tried) return Promise.resolve(true);
  asking ??= Promise.resolve(askForKey(tried !== "")).finally(() => (asking = null));
  return asking;
}

async function call(path, options) {
  let answer = await attempt(path, options);
  if (answer.problem?.code !== "loading") return settled(answer);
  showLoading(++waiting > 0);
  try {
    while (answer.problem?.code === "loading") {
      await pause(answer.retryAfter);
      answer = await attempt(path, options);
    }
  } finally {
    showLoading(--waiting > 0);
  }
  return settled(answer);
}

function settled({ problem, answer }) {
  if (problem) throw problem;
  return answer;
}

/** One call, again with another key as long as the key is refused and there is another one. */
async function attempt(path, options = {}) {
  const tried = key();
  const headers = { ...options.headers, ...(tried === "" ? {} : { authorization: `Bearer ${tried}` }) };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    return { problem: new CallProblem("The service cannot be reached. Is it running, and is this computer online?") };
  }
  if (answer.ok) return { answer };
  if (answer.status === 401 && (await newKey(tried))) return attempt(path, options);
  return { problem: await problemOf(answer), retryAfter: Number(answer.headers.get("retry-after") ?? LATER_SECONDS) };
}

async function problemOf(answer) {
  const said = await answer.json().then((body) => body.error, () => null);
  const message = said?.message ?? `The service answered with status ${answer.status}.`;
  return new CallProblem(answer.status === 401 ? "An API key is needed." : message, answer.status, said?.code ?? null);
}

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const json = async (path, options) => (await call(path, options)).json();
const send = (path, body) =>
  json(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const one = (id) => `/v1/jobs/${encodeURIComponent(id)}`;
const voice = (name) => `/v1/audio/voices/${encodeURIComponent(name)}`;

export const voices = async () => (await json("/v1/audio/voices")).data;
export const models = async () => (await json("/v1/models")).data;
export const speak = (body) => send("/v1/jobs", body);
export const job = (id) => json(one(id));
export const cancel = (id) => send(`${one(id)}/cancel`, {});
export const forget = (id) => json(one(id), { method: "DELETE" });
export const jobs = (limit, after) =>
  json(`/v1/jobs?limit=${limit}${after === null ? "" : `&after=${encodeURIComponent(after)}`}`);
export const deleteVoice = (name) => json(voice(name), { method: "DELETE" });
export const sample = async (name) => (await call(`${voice(name)}/sample`)).blob();

export function addVoice(name, recording) {
  const body = new FormData();
  body.append("name", name);
  body.append("audio_sample", recording);
  return json("/v1/audio/voices", { method: "POST", body });
}
