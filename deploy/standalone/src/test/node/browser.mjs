// Chromium as the tests use it: what goes wrong in a page ends the test, wherever it happens.
import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** Of a call that was answered with a status the page itself speaks; Chromium only remarks upon it. */
const REMARK = /^Failed to load resource: the server responded with a status of (400|401|404|409|503)/;

/** Runs one visit: opens the page, with a key where one is given, and afterwards looks whether anything went wrong unseen. */
export async function visit(url, key, options, act) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    // As root, Chromium wants no sandbox; a test gives no sign of life that would allow sound.
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(`exception: ${error.stack}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !REMARK.test(message.text())) wrong.push(`console: ${message.text()}`);
    });
    await page.exposeFunction("violated", (what) => wrong.push(`policy: ${what}`));
    await page.addInitScript(() => addEventListener("securitypolicyviolation",
      (event) => window.violated(`${event.effectiveDirective} ${event.blockedURI}`)));
    if (key !== "") await page.addInitScript((value) => sessionStorage.setItem("vibestream.key", value), key);
    await page.goto(url);
    await act(page, context);
    assert.deepEqual(wrong, []);
  } finally {
    await browser.close();
  }
}

/** Fails on what axe calls serious or critical. */
export async function isAccessible(page, where) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  assert.deepEqual(grave, [], where);
}

export async function doesNotScrollSideways(page, where) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wider, 0, `${where}: wider than the screen`);
}
