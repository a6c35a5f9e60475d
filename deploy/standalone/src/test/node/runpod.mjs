// Every method that RunPod's own SDK has for an endpoint, against a gateway: runpod.mjs URL
import assert from 'node:assert/strict';
import runpodSdk from 'runpod-sdk';

const endpoint = runpodSdk('a key', { baseUrl: process.argv[2] + '/v2' }).endpoint('ep1');
const input = { text: 'Hello from the other side.', speaker_name: 'Alice' };

const sync = await endpoint.runSync({ input }, 60_000);
assert.equal(sync.status, 'COMPLETED');
assert.equal(sync.succeeded, true);
assert.equal(sync.output.status, 'success');
assert.ok(sync.output.duration_sec > 0.5);
assert.ok(sync.delayTime >= 0 && sync.executionTime > 0);
const audio = await fetch(sync.output.audio_url);
assert.equal(audio.status, 200);
assert.ok((await audio.arrayBuffer()).byteLength > 1000);

const taken = await endpoint.run({ input });
assert.equal(taken.status, 'IN_QUEUE');
const waited = await endpoint.statusSync(taken.id, 60_000);
assert.equal(waited.id, taken.id);
assert.equal(waited.succeeded, true);
const told = await endpoint.status(taken.id);
assert.equal(told.completed, true);
assert.deepEqual(told.output.sample_rate, 24000);

const failed = await endpoint.runSync({ input: { text: '' } }, 10_000);
assert.equal(failed.status, 'FAILED');
assert.equal(failed.succeeded, false);
assert.equal(failed.error, "Missing or empty 'text' parameter");

const streamed = await endpoint.run({ input: { ...input, stream: true } });
const pieces = [];
for await (const piece of endpoint.stream(streamed.id, 60_000)) {
  pieces.push(piece.output);
}
const last = pieces.pop();
assert.equal(last.status, 'complete');
assert.equal(last.total_chunks, pieces.length);
assert.deepEqual(pieces.map((piece) => piece.chunk), pieces.map((_, i) => i + 1));
const seconds = pieces.reduce((sum, piece) => sum + Buffer.from(piece.audio_chunk, 'base64').length / 48_000, 0);
assert.ok(Math.abs(seconds - sync.output.duration_sec) < 0.1, `${seconds} s streamed, ${sync.output.duration_sec} s whole`);

const long = 'This sentence is one of very many, and all of them are spoken one after the other. '.repeat(20);
const unwanted = await endpoint.run({ input: { text: long } });
const cancelled = await endpoint.cancel(unwanted.id);
assert.equal(cancelled.id, unwanted.id);
assert.ok(['CANCELLED', 'COMPLETED'].includes(cancelled.status), cancelled.status);

const health = await endpoint.health();
assert.ok(health.jobs.completed >= 3);
assert.ok(health.jobs.failed >= 1);
assert.ok(health.workers.ready >= 1);
const purged = await endpoint.purgeQueue();
assert.equal(purged.status, 'completed');
assert.ok(purged.removed >= 0);
console.log('all methods work');
process.exit(0);
