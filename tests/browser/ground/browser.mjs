// Starts Debian's Chromium so that it speaks to this machine only, and opens pages in it.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

// Without these, Chromium looks for updates and for its maker's services at every start.
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

export async function startBrowser() {
  const executablePath = PLACES.find((place) => existsSync(place));
  if (!executablePath) throw new Error("Chromium is not installed: run ./check, or install the package chromium");
  // Chromium refuses its sandbox to root, which is who runs in most containers.
  const asRoot = typeof process.getuid === "function" && process.getuid() === 0;
  return chromium.launch({ executablePath, chromiumSandbox: !asRoot, args: QUIET });
}

export const LOCALES = { en: "en-GB", it: "it-IT" };

/** A fresh visitor: no cookies, one language, one width. `cookies` takes those of another visitor along. */
export async function newVisitor(browser, { language = "en", width = 1280, javaScript = true, cookies } = {}) {
  const context = await browser.newContext({
    locale: LOCALES[language],
    // A zone that is neither UTC nor the demo's, so that a page which formats times in the browser is found out.
    timezoneId: "America/St_Johns",
    viewport: { width, height: 900 },
    javaScriptEnabled: javaScript,
    reducedMotion: "reduce",
    storageState: cookies,
  });
  context.setDefaultTimeout(60_000);
  return context.newPage();
}
