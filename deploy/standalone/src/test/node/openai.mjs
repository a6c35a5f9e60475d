// OpenAI's client for Node, told nothing but another base URL. Every line that fails ends the script.
import assert from "node:assert/strict";
import OpenAI from "openai";

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const input = "The first sentence is short. The second one is a little longer than that. ".repeat(4);
const speech = { model: "tts-1", input, voice: "alloy" };

const types = { mp3: "audio/mpeg", opus: "audio/opus", aac: "audio/aac", flac: "audio/flac", wav: "audio/wav", pcm: "audio/pcm" };
for (const [response_format, type] of Object.entries(types)) {
  const answer = await client.audio.speech.create({ ...speech, response_format });
  assert.equal(answer.headers.get("content-type"), type);
  assert.ok(answer.headers.get("x-request-id"));
  assert.ok(Number(answer.headers.get("openai-processing-ms")) >= 0);
  assert.ok((await answer.arrayBuffer()).byteLength > 20_000, response_format);
}

const pcm = async (speed) =>
  (await (await client.audio.speech.create({ ...speech, response_format: "pcm", speed })).arrayBuffer()).byteLength;
const [normal, fast] = [await pcm(1), await pcm(2)];
assert.ok(Math.abs(normal / fast - 2) < 0.1, `${normal} bytes at speed 1, ${fast} at 2`);

const live = await client.audio.speech.create({ ...speech, response_format: "pcm" });
let pieces = 0;
for await (const _ of live.body) pieces++;
assert.ok(pieces > 1, "comes in pieces");

const events = await (await client.audio.speech.create({ ...speech, stream_format: "sse" })).text();
const parsed = events.trim().split("\n\n").map((event) => JSON.parse(event.replace(/^data: /, "")));
assert.ok(parsed.slice(0, -1).every((event) => event.type === "speech.audio.delta"));
const { type, usage } = parsed.at(-1);
assert.equal(type, "speech.audio.done");
assert.equal(usage.total_tokens, usage.input_tokens + usage.output_tokens);

const models = [];
for await (const model of client.models.list()) models.push(model.id);
assert.ok(models.includes("tts-1"));
assert.equal((await client.models.retrieve("tts-1")).object, "model");

const { data, request_id } = await client.models.list().withResponse();
assert.ok(data.data.length > 0 && request_id);

await assert.rejects(client.models.retrieve("none"), OpenAI.NotFoundError);
await assert.rejects(
  client.audio.speech.create({ ...speech, voice: "Nobody" }),
  (error) => error instanceof OpenAI.BadRequestError && error.param === "voice" && Boolean(error.requestID),
);
await assert.rejects(new OpenAI({ baseURL, apiKey: "another", maxRetries: 0 }).models.list(), OpenAI.AuthenticationError);
console.log("ok");
