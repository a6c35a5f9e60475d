// What can be known of a text before it is sent.

const MOST_BYTES = 2_000_000;
const LABEL = /^[ \t]*([^\s:][^:\n]{0,39}?)[ \t]*:[ \t]*\S/;

/** Thrown with what is wrong with a file, in words. */
export class FileProblem extends Error {}

/** The text of a file. @throws FileProblem when it has none that could be spoken */
export async function readText(file) {
  const name = `“${file.name}”`;
  if (file.size > MOST_BYTES) {
    throw new FileProblem(`${name} is too large: ${megabytes(file.size)} MB, where ${megabytes(MOST_BYTES)} MB is the most.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer().catch(() => {
    throw new FileProblem(`${name} cannot be read. Is it a folder?`);
  }));
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new FileProblem(`${name} is encoded as UTF-16. Please save it as UTF-8.`);
  }
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem(`${name} is not a text in UTF-8. If it is a text, please save it as UTF-8.`);
  }
  if (text.includes("\0")) throw new FileProblem(`${name} is not a plain text.`);
  if (text.trim() === "") throw new FileProblem(`${name} is empty.`);
  return text.replaceAll("\r\n", "\n");
}

const megabytes = (bytes) => (bytes / 1_000_000).toFixed(1);

/** As the gateway counts: an emoji is one. */
export function length(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The names before the colons, in the order in which they appear first. */
export function speakers(script) {
  const names = script.split("\n").map((line) => LABEL.exec(line)?.[1]).filter((name) => name !== undefined);
  return [...new Set(names)];
}

/** What a list of jobs shows of a text. */
export function title(text) {
  const flat = text.trim().replace(/\s+/g, " ");
  const points = [...flat.slice(0, 200)];
  if (points.length <= 70) return flat;
  const cut = points.slice(0, 70).join("");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 40))}…`;
}
