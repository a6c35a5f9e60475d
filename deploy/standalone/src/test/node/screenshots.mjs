// The pictures in the README: screenshots.mjs URL DIRECTORY
import { visit } from "./browser.mjs";

const [url, directory] = process.argv.slice(2);
const TEXTS = [
  "The tide tables for the harbour, read slowly, with a pause after every line.",
  "Chapter one. It was a bright cold day in the village, and nobody had remembered to wind the clock.",
];
const STORY = `The lighthouse keeper had not spoken to anyone for eleven days. On the twelfth, a letter came over the water in a blue glass bottle. It was addressed to him.

He read it twice, put the kettle on, and read it again. Somebody had written it in a great hurry, and with a good pen. There was no name at the end, only a drawing of a small boat with its sail torn in two.

So he lit the lamp an hour early that evening, and sat down beside it to wait. `;

async function speak(page, text) {
  await page.waitForSelector("#voice option", { state: "attached" });
  await page.fill("#text", text);
  await page.click("#speak");
}

const finished = (page) => page.waitForFunction(() => document.getElementById("job-state").textContent.startsWith("Finished"));

await visit(url, "", { viewport: { width: 1280, height: 1080 }, colorScheme: "light" }, async (page) => {
  for (const text of [...TEXTS, STORY]) {
    await speak(page, text);
    await finished(page);
  }
  await page.reload();
  await finished(page);
  await page.fill("#text", STORY.trim());
  await page.waitForFunction(() => document.getElementById("clock").textContent.includes("/"));
  await page.fill("#position", "9");
  await page.waitForFunction(() => document.getElementById("sound").currentTime === 9 && document.querySelector(".heard"));
  await page.evaluate(() => document.activeElement.blur());
  await page.screenshot({ path: `${directory}/page-desktop.png` });
});

await visit(url, "", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true, colorScheme: "dark" }, async (page) => {
  await speak(page, STORY.repeat(30));
  await page.waitForFunction(() => document.getElementById("sound").currentTime > 2 && document.querySelector("#chunks .spoken") !== null);
  await page.locator("#job").evaluate((job) => scrollTo(0, job.offsetTop + 12));
  await page.screenshot({ path: `${directory}/page-phone.png` });
  await page.click("#stop");
});
console.log("ok");
