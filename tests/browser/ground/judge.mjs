// Judges the page that is open: accessibility by axe, no sideways scrolling, the language it says it has, no word
// missing, nothing that `watch` heard.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { take } from "./watch.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const AXE = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  // target-size belongs to wcag22aa, but axe leaves it off unless asked.
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations"],
  // The policy of the pages lets nothing be fetched by script, and there is nothing to fetch.
  preload: false,
};

/** What depends on colours: all that a second colour scheme of the same page at the same width can change. */
const COLOURS = { ...AXE, runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] }, rules: {} };

/** Everything wrong with `page` as it stands, as sentences; empty when nothing is. */
export async function judge(page, { language, coloursOnly = false } = {}) {
  const faults = [...(await accessibility(page, coloursOnly ? COLOURS : AXE)), ...(await layout(page)), ...(await words(page, language))];
  return [...faults, ...take(page)];
}

async function accessibility(page, rules) {
  // Half a megabyte, once per page.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate((options) => globalThis.axe.run(globalThis.document, options), rules);
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ");
    return `axe ${id} (${nodes.length}): ${help}: ${places}`;
  });
}

async function layout(page) {
  const { wide, room, culprit } = await page.evaluate(() => {
    const root = globalThis.document.scrollingElement;
    // What scrolls within itself is no culprit, nor is what lies in it.
    const scrolls = (element) => element && (/auto|scroll|hidden/.test(globalThis.getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const beyond = [...globalThis.document.body.querySelectorAll("*")].find(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(element),
    );
    return { wide: root.scrollWidth, room: root.clientWidth, culprit: beyond?.outerHTML.slice(0, 120) };
  });
  return wide > room ? [`scrolls sideways: ${wide} px in ${room} px: ${culprit ?? "?"}`] : [];
}

async function words(page, language) {
  const faults = [];
  const said = await page.evaluate(() => globalThis.document.documentElement.lang);
  if (language && said !== language) faults.push(`says it is in “${said}”, asked for in “${language}”`);
  // The screens print ⟪key⟫ where a word is missing.
  const missing = (await page.evaluate(() => globalThis.document.body.innerText)).match(/⟪[^⟫]*⟫/g);
  if (missing) faults.push(`words missing: ${[...new Set(missing)].join(" ")}`);
  return faults;
}
