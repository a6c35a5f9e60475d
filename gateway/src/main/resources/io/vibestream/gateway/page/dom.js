// The little that the page needs to build itself. Text is always set as text, so nothing that somebody wrote can become markup.

export const $ = (id) => document.getElementById(id);

/** An element with properties (data-, aria- and class as attributes, functions as listeners) and children. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (key in element && !key.includes("-")) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A round button with one of the page's icons. */
export function tool(icon, label, click) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${icon}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return el("button", { type: "button", className: "row-tool", "aria-label": label, title: label, click }, svg);
}

/** Shows a text where one is given, and hides the place otherwise. */
export function say(element, text = "") {
  element.textContent = text;
  element.hidden = text === "";
}

/** 75 seconds as 1:15, 3675 as 1:01:15. */
export function clock(seconds) {
  const whole = Math.floor(Number.isFinite(seconds) ? seconds : 0);
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** When that was, as briefly as one would say it. */
export function when(epochSeconds) {
  const date = new Date(epochSeconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  return today
    ? date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
    : date.toLocaleDateString([], { day: "numeric", month: "short" });
}

export const counted = (n, one, many) => `${n.toLocaleString()} ${n === 1 ? one : many}`;
