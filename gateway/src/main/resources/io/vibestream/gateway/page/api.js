// Calls to the gateway. Asks for a key where one is needed, and waits while the voice is being loaded.

const KEY = "vibestream.key";

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

async function call(path, options = {}) {
  for (;;) {
    const tried = key();
    const headers = { ...options.headers, ...(tried === "" ? {} : { authorization: `Bearer ${tried}` }) };
    let answer;
    try {
      answer = await fetch(path, { ...options, headers });
    } catch {
      throw new CallProblem("The service cannot be reached. Is it running, and is this computer online?");
    }
    if (answer.ok) {
      showLoading(false);
      return answer;
    }
    const problem = await problemOf(answer);
    if (problem.code === "loading") {
      showLoading(true);
      await pause(Number(answer.headers.get("retry-after") ?? 3));
    } else if (problem.status !== 401 || !(await newKey(tried))) {
      throw problem;
    }
  }
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
