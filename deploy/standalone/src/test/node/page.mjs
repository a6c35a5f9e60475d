// The web page in a real browser before the real pipeline: page.mjs URL KEY SCENARIO [DIRECTORY]
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { doesNotScrollSideways, isAccessible, visit } from "./browser.mjs";

const [url, key, scenario, directory] = process.argv.slice(2);
const STORY = "The lighthouse keeper had not spoken to anyone for eleven days. On the twelfth, a letter came over the water in a blue "
  + "glass bottle. It was addressed to him. He read it twice, put the kettle on, and read it again.";
const text = (page, id) => page.locator(`#${id}`).textContent();
const shows = (page, id, words) => page.waitForFunction(([i, w]) => new RegExp(w).test(document.getElementById(i).textContent), [id, words]);
const ready = (page) => page.waitForSelector("#voice option", { state: "attached" });
const played = (page) => page.evaluate(() => document.getElementById("sound").currentTime);
const call = (path, options = {}) => fetch(new URL(path, url), { ...options, headers: { authorization: `Bearer ${key}` } });

async function speak(page, words = STORY) {
  await ready(page);
  await page.fill("#text", words);
  await page.click("#speak");
  await page.waitForSelector("#job:not([hidden])");
}

async function finished(page) {
  await shows(page, "job-state", "^Finished");
}

async function downloaded(page, id) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#${id}`)]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** A recording of a voice, as far as a machine can tell: 4 seconds, WAV. */
function recording() {
  const rate = 24_000;
  const samples = Int16Array.from({ length: 4 * rate }, (_, i) => 9000 * Math.sin((2 * Math.PI * 220 * i) / rate) * Math.sin(i / 3000) ** 2);
  const head = Buffer.alloc(44);
  head.write("RIFF");
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write("WAVEfmt ", 8);
  [[16, 16], [28, 2 * rate], [24, rate]].forEach(([at, value]) => head.writeUInt32LE(value, at));
  [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => head.writeUInt16LE(value, at));
  head.write("data", 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}

const drop = (page, name, content) => page.evaluate(([n, bytes]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([new Uint8Array(bytes)], n, { type: "text/plain" }));
  document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}, [name, [...content]]);

const scenarios = {
  async hears(page) {
    await speak(page, `${STORY} `.repeat(200));

    await page.waitForFunction(() => document.getElementById("sound").currentTime > 1);
    assert.match(await text(page, "job-state"), /^Speaking, \d+ of \d+ pieces done/, "heard before it is done");
    await page.waitForSelector("#chunks .spoken");
    assert.ok(await page.locator("#chunks .waiting").count() > 0, "pieces wait");
    const made = Number((await text(page, "clock")).split("/ ")[1].replace(":", ""));
    await page.waitForFunction((before) => Number(document.getElementById("clock").textContent.split("/ ")[1].replace(":", "")) > before, made);
    assert.ok(await played(page) > 1);

    const silent = page.waitForEvent("requestfailed", (request) => request.resourceType() === "media");
    await page.route("**/cancel", async (route) => {
      assert.equal((await silent).failure().errorText, "net::ERR_ABORTED", "who stops listens no longer when the sound is cut off");
      await route.continue();
    });
    await page.click("#stop");
    await shows(page, "job-state", "^Stopped$");
    assert.equal(await page.evaluate(() => document.getElementById("sound").paused), true, "silent when stopped");
    assert.equal(await page.evaluate(() => document.activeElement.id), "job-title", "the focus is not lost with the button");
    const id = decodeURIComponent(new URL(page.url()).hash.replace("#job=", ""));
    const state = async () => (await (await call(`/v1/jobs/${id}`)).json()).state;
    while (await state() !== "cancelled") assert.ok(["queued", "planned", "speaking"].includes(await state()));
    await shows(page, "recent", "Stopped");
  },

  async downloads(page) {
    await speak(page);
    await finished(page);
    assert.equal(await page.locator("#chunks .spoken").count(), await page.locator("#chunks li").count());
    assert.match(await text(page, "job-facts"), /engine: preview/);

    const audio = await downloaded(page, "download");
    assert.equal(audio.name, "the-lighthouse-keeper-had-not-spoken-to.mp3");
    assert.equal(audio.bytes.subarray(0, 3).toString(), "ID3");
    assert.ok(audio.bytes.length > 50_000);
    const srt = await downloaded(page, "srt");
    assert.match(srt.bytes.toString(), /^1\r?\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\r?\nThe lighthouse keeper/);
    const vtt = await downloaded(page, "vtt");
    assert.match(vtt.bytes.toString(), /^WEBVTT\b/);
  },

  async remembers(page) {
    await speak(page);
    await finished(page);
    const row = page.locator("#recent li[aria-current=true]");
    assert.match(await row.textContent(), /The lighthouse keeper/);

    await page.reload();
    await finished(page);
    await page.click("#play");
    await page.waitForFunction(() => document.getElementById("sound").currentTime > 0.2);
    await page.fill("#position", "5");
    await page.waitForFunction(() => document.getElementById("sound").currentTime >= 5);
    assert.equal(await page.locator("#chunks .spoken").count(), await page.locator("#chunks li").count());

    const deleted = await row.getAttribute("data-job");
    await row.getByRole("button", { name: /^Delete/ }).click();
    await page.waitForSelector(`#recent li[data-job="${deleted}"]`, { state: "detached" });
    assert.equal(await page.locator("#job").isVisible(), false);
  },

  async goesBackAndForth(page) {
    await speak(page, "The one that was first.");
    await finished(page);
    await page.fill("#text", "The one that came after it.");
    await page.click("#speak");
    await shows(page, "job-title", "^The one that came after it");
    await finished(page);
    // The first look takes long: the visitor has gone on when it is answered.
    const look = /\/v1\/jobs\/job-[^/]*$/;
    const address = await page.evaluate(() => location.hash);
    const [asked, answered] = [page.waitForRequest(look), page.waitForResponse(look)];
    let answer;
    const held = new Promise((released) => (answer = released));
    await page.route(look, async (route) => {
      await held;
      await route.continue();
    }, { times: 1 });

    await page.evaluate(() => history.back());
    await asked;
    await page.evaluate(() => history.forward());
    await page.waitForFunction((hash) => location.hash === hash, address);
    answer();
    await answered;
    await page.evaluate(() => fetch("/v1/models").then((models) => models.text())); // by then it has been looked at
    assert.match(await text(page, "job-title"), /^The one that came after it/);

    await page.goBack();
    await shows(page, "job-title", "^The one that was first");
    await page.goBack();
    await page.waitForSelector("#job", { state: "hidden" });
    await page.evaluate(() => (location.hash = "#job=nobody-knows-it"));
    await shows(page, "named-problem", "There is no such job");
    await page.evaluate(() => (location.hash = "#job=%"));
    await page.waitForSelector("#named-problem", { state: "hidden" });
  },

  async fails(page) {
    await speak(page, "Nobody will hear this sentence. ".repeat(2000));

    await shows(page, "job-state", "^Failed$");
    assert.match(await text(page, "job-problem"), /^This could not be spoken: .*60000/);
    assert.match(await text(page, "announcer"), /^Failed\. .*60000/);
    assert.equal(await page.locator("#player").isVisible(), false);
    assert.equal(await page.locator("#download").isVisible(), false);

    await page.fill("#text", "");
    await page.click("#speak");
    assert.match(await text(page, "compose-problem"), /nothing to speak yet/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "text");
  },

  async uploads(page) {
    await ready(page);
    await page.click("#upload-button");
    assert.match(await text(page, "upload-problem"), /choose a recording/);
    await page.setInputFiles("#voice-file", { name: "Nora of the hills.wav", mimeType: "audio/wav", buffer: recording() });
    assert.equal(await page.inputValue("#voice-name"), "Nora of the hills");
    await page.click("#upload-button");
    assert.match(await text(page, "upload-problem"), /has agreed/);
    await page.check("#consent");
    await page.click("#upload-button");
    await shows(page, "upload-done", "Nora of the hills");
    assert.equal(await page.locator("#voice option", { hasText: "Nora of the hills" }).count(), 1);

    await page.locator("#voices .row-tool").first().click();
    await page.waitForFunction(() => document.getElementById("sample").currentTime > 0.2);
    assert.equal(await page.evaluate(() => document.getElementById("sample").duration), 4);

    await page.setInputFiles("#voice-file", { name: "x.wav", mimeType: "audio/wav", buffer: Buffer.from("This is no sound.") });
    await page.check("#consent");
    await page.click("#upload-button");
    await shows(page, "upload-problem", "audio_sample");

    await page.getByRole("button", { name: "Delete the voice Nora of the hills" }).click();
    await page.waitForFunction(() => document.querySelectorAll("#voices li").length === 0);
  },

  async opensFiles(page) {
    await ready(page);
    const refused = [
      ["latin1.txt", Buffer.from("Z\u00fcrich", "latin1"), /latin1\.txt.*UTF-8/],
      ["utf16.txt", Buffer.from("\ufeffHello", "utf16le"), /utf16\.txt.*UTF-16/],
      ["picture.txt", Buffer.from([0x41, 0, 0x42]), /not a plain text/],
      ["empty.txt", Buffer.from(" \n"), /empty\.txt.*empty/],
      ["large.txt", Buffer.alloc(2_000_001, 0x61), /large\.txt.*too large: 2\.0 MB/],
    ];
    for (const [name, content, problem] of refused) {
      await page.setInputFiles("#file", { name, mimeType: "text/plain", buffer: content });
      await page.waitForFunction((n) => document.getElementById("compose-problem").textContent.includes(n), name);
      assert.match(await text(page, "compose-problem"), problem);
      assert.equal(await page.inputValue("#text"), "");
    }

    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([], "folder"));
      Object.defineProperty(dataTransfer.files[0], "arrayBuffer", { value: () => Promise.reject(new DOMException("", "NotReadableError")) });
      document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    });
    await shows(page, "compose-problem", "folder");

    await drop(page, "good.txt", Buffer.from("\ufeffGr\u00fc\u00dfe\r\naus Z\u00fcrich \u{1f600}"));
    await page.waitForFunction(() => document.getElementById("text").value === "Gr\u00fc\u00dfe\naus Z\u00fcrich \u{1f600}");
    assert.equal(await text(page, "count"), "18 characters");
    assert.equal(await page.locator("#compose-problem").isVisible(), false);
  },

  async speaksScripts(page) {
    await ready(page);
    await page.check("#script");
    await page.fill("#text", "Anna: How are you?\nBen: Very well, thank you.\nAnna: I am glad.");
    await page.getByLabel("Anna").selectOption("nova");
    await page.getByLabel("Ben").selectOption("onyx");
    await page.click("#speak");
    await finished(page);
    const id = decodeURIComponent(new URL(page.url()).hash.replace("#job=", ""));
    const { result } = await (await call(`/v1/jobs/${id}`)).json();
    assert.match(result.spans.map((span) => span.text).join(" "), /How are you\?.*Very well/s);

    await page.fill("#text", "Nobody speaks here.");
    await page.click("#speak");
    assert.match(await text(page, "compose-problem"), /No speaker was found/);
  },

  async asksForAKey(page) {
    const dialog = page.locator("#key-dialog");
    await dialog.waitFor();
    await isAccessible(page, "key dialog");
    await page.keyboard.type("not the key");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#key-wrong:not([hidden])");
    await page.keyboard.type(key);
    await page.keyboard.press("Enter");
    await ready(page);
    assert.equal(await dialog.isVisible(), false);
    await page.waitForSelector("#preview:not([hidden])");
  },

  async waitsForTheVoice(page) {
    let calls = 0;
    await page.route("**/v1/audio/voices", (route) => ++calls > 1 ? route.continue() : route.fulfill({
      status: 503, headers: { "retry-after": "1" }, json: { error: { message: "still loading", code: "loading" } },
    }));
    await page.reload();
    await page.waitForSelector("#loading:not([hidden])");
    await ready(page);
    await page.waitForSelector("#loading", { state: "hidden" });
  },

  async worksByKeyboard(page) {
    await ready(page);
    const focused = () => page.evaluate(() => document.activeElement.id);
    const reach = async (id, most) => {
      for (let i = 0; i < most && await focused() !== id; i++) {
        await page.keyboard.press("Tab");
        const seen = await page.evaluate(() => {
          for (let at = document.activeElement; at !== null; at = at.parentElement) {
            if (getComputedStyle(at).outlineStyle !== "none") return true;
          }
          return false;
        });
        assert.ok(seen, `the focus can be seen on ${await focused()}`);
      }
      assert.equal(await focused(), id);
    };

    await reach("text", 5);
    await page.keyboard.type(STORY);
    await reach("voice", 3);
    await page.keyboard.press("ArrowDown");
    await reach("speak", 3);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "job-title");
    await finished(page);
    await reach("play", 1);
    await page.waitForFunction(() => document.getElementById("play").getAttribute("aria-label") === "Pause");
    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.getElementById("sound").paused);
    await reach("position", 1);
    const before = await played(page);
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((at) => document.getElementById("sound").currentTime >= at + 4.5, before);
    await reach("download", 1);
  },

  async isAccessibleInLightAndDark(page) {
    await ready(page);
    await isAccessible(page, "light, empty");
    await speak(page);
    await finished(page);
    await page.check("#script");
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await isAccessible(page, `${colorScheme}, finished`);
    }
  },

  async fitsAPhone(page) {
    await ready(page);
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 640 });
      await doesNotScrollSideways(page, `${width} px, empty`);
    }
    await speak(page, `${STORY} ${"A-word-that-never-ends".repeat(10)}.`);
    await finished(page);
    await page.setViewportSize({ width: 320, height: 640 });
    await doesNotScrollSideways(page, "320 px, finished");
    for (const id of ["speak", "play", "download", "voice", "format"]) {
      const box = await page.locator(`#${id}`).boundingBox();
      assert.ok(box.height >= 44 && box.x >= 0 && box.x + box.width <= 320, `${id} is at ${JSON.stringify(box)}`);
    }
  },

  async readsTheApi(page) {
    await page.goto(new URL("/docs#post-v1-jobs", url).href);
    const call = page.locator("#post-v1-jobs");
    await call.waitFor();
    assert.match(await call.textContent(), /input.*metadata.*201/s, "fields and answers");
    const { paths } = await (await fetch(new URL("/openapi.json", url))).json();
    const calls = Object.values(paths).flatMap((path) => Object.keys(path).filter((key) => ["get", "put", "post", "delete", "head"].includes(key)));
    assert.equal(await page.locator(".call").count(), calls.length);
    assert.equal(await page.locator("#contents a").count(), calls.length);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await isAccessible(page, `API, ${colorScheme}`);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await doesNotScrollSideways(page, "API, 320 px");
  },
};

const own = { asksForAKey: { key: "" }, fitsAPhone: { options: { isMobile: true, hasTouch: true, viewport: { width: 320, height: 640 } } } };
const { key: shown = key, options = {} } = own[scenario] ?? {};
await visit(url, shown, options, scenarios[scenario]);
console.log("ok");
