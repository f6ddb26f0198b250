// Which pages of the service nobody has looked at. `pages.json` holds them all; a test compares it with the routes.

import { readFileSync } from "node:fs";

const { pages } = JSON.parse(readFileSync(new URL("../pages.json", import.meta.url), "utf8"));

/** The pages whose address is none of `looked`. An address stands for the page with the fewest parameters that it fits. */
export function unlooked(looked) {
  const seen = new Set([...looked].map(pageOf));
  return pages.filter((page) => !seen.has(page)).map((page) => `nobody looked at ${page}`);
}

export function pageOf(address) {
  const fitting = pages.filter((page) => new RegExp(`^${page.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(address));
  return fitting.sort((one, other) => one.split("{").length - other.split("{").length)[0] ?? null;
}
