// Renders /openapi.json for people: every call with what it takes and answers.

import { $, el, say } from "./dom.js";

const METHODS = ["get", "put", "post", "delete", "head", "options", "patch", "trace"];
let api = {};

/** What a reference leads to; anything else is what it is. */
function follow(value) {
  if (typeof value?.$ref !== "string") return value ?? {};
  const found = value.$ref.replace(/^#\//, "").split("/")
    .reduce((at, part) => at?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  return follow(found);
}

/** Paragraphs, with code in backticks. */
function prose(text = "") {
  return text.trim().split(/\n\s*\n/).filter((part) => part !== "").map((part) =>
    el("p", {}, ...part.split("`").map((piece, i) => (i % 2 === 1 ? el("code", {}, piece) : piece.replace(/\s+/g, " ")))));
}

/** What kind of value a schema wants, in a few words. */
function kind(written) {
  const schema = follow(written);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map(kind).join(" or ");
  if (schema.allOf) return schema.allOf.map(kind).find((name) => name !== "any") ?? "any";
  const types = [schema.type ?? (schema.properties ? "object" : "any")].flat();
  return types.map((type) => (type === "array" ? `array of ${kind(schema.items)}` : schema.format ? `${type} (${schema.format})` : type))
    .join(" or ");
}

function limits(schema) {
  const said = [];
  if (schema.minimum !== undefined || schema.maximum !== undefined) said.push(`${schema.minimum ?? "…"} to ${schema.maximum ?? "…"}`);
  if (schema.minLength !== undefined || schema.maxLength !== undefined) said.push(`${schema.minLength ?? 0} to ${schema.maxLength ?? "…"} characters`);
  if (schema.default !== undefined) said.push(`default ${JSON.stringify(schema.default)}`);
  return said.join(", ");
}

function entry(name, schema, required, description) {
  const facts = [kind(schema), limits(follow(schema)), required ? "required" : ""].filter((fact) => fact !== "").join(", ");
  return el("div", {},
    el("dt", {}, el("code", {}, name), el("small", {}, facts)),
    el("dd", {}, ...prose(description ?? follow(schema).description)));
}

/** The fields of an object, those of objects in it behind a dot. */
function fields(written, prefix = "", depth = 0) {
  const schema = follow(written);
  const parts = [schema, ...[schema.allOf ?? schema.oneOf ?? schema.anyOf ?? []].flat().map(follow)];
  return parts.flatMap((part) => Object.entries(part.properties ?? {}).flatMap(([name, property]) => {
    const inner = follow(property);
    const nested = depth < 3 ? fields(inner.type === "array" ? inner.items : inner, `${prefix}${name}${inner.type === "array" ? "[]" : ""}.`, depth + 1) : [];
    return [entry(prefix + name, property, (part.required ?? []).includes(name)), ...nested];
  }));
}

function list(title, entries) {
  return entries.length === 0 ? [] : [el("h4", {}, title), el("dl", {}, ...entries)];
}

function body(content = {}) {
  return Object.entries(content).flatMap(([type, { schema }]) => {
    const known = fields(schema);
    return list(`Body, ${type}`, known.length > 0 || schema === undefined ? known : [entry("body", schema, true)]);
  });
}

function answer([status, written]) {
  const { description, content = {} } = follow(written);
  const types = Object.keys(content).join(", ");
  const inside = Object.values(content).flatMap(({ schema }) => Object.keys(follow(schema).properties ?? {})).join(", ");
  return el("div", {},
    el("dt", {}, el("code", {}, status), el("small", {}, types)),
    el("dd", {}, ...prose(description), ...(inside === "" ? [] : [el("p", { className: "hint" }, `Fields: ${inside}`)])));
}

const anchor = (method, path) => `${method}-${path.replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "") || "root"}`;

function call({ method, path, operation, shared }) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map(follow);
  return el("section", { className: "call", id: anchor(method, path) },
    el("h3", {}, el("span", { className: `method ${method}` }, method), path),
    ...prose(operation.summary), ...prose(operation.description),
    ...list("Parameters", parameters.map((one) => entry(`${one.name}`, one.schema ?? {}, one.required, `${one.description ?? ""}`))),
    ...body(follow(operation.requestBody).content),
    ...list("Answers", Object.entries(operation.responses ?? {}).map(answer)));
}

function render() {
  const calls = Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ method, path, operation: item[method], shared: item.parameters ?? [] })));
  const named = (api.tags ?? []).map((tag) => tag.name);
  const tags = [...new Set([...named, ...calls.map((one) => one.operation.tags?.[0] ?? "Calls")])];
  $("description").replaceChildren(...prose(api.info?.description));
  for (const tag of tags) {
    const own = calls.filter((one) => (one.operation.tags?.[0] ?? "Calls") === tag);
    if (own.length === 0) continue;
    const about = (api.tags ?? []).find(({ name }) => name === tag)?.description;
    $("calls").append(el("h2", {}, tag), ...prose(about), ...own.map(call));
    $("contents").append(el("h2", {}, tag), el("ul", {}, ...own.map(({ method, path }) =>
      el("li", {}, el("a", { href: `#${anchor(method, path)}` }, el("span", { className: `method ${method}` }, method), ` ${path}`)))));
  }
  if (location.hash !== "") $(location.hash.slice(1))?.scrollIntoView(); // what the address names was not there yet
}

try {
  const answered = await fetch("/openapi.json");
  if (!answered.ok) throw new Error(`The description of the API could not be read: status ${answered.status}.`);
  api = await answered.json();
  render();
} catch (problem) {
  say($("problem"), problem.message);
}
