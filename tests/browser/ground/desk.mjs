// What a step of the journey is handed: visitors, signed-in users, and the judge.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LOCALES, newVisitor } from "./browser.mjs";
import { judge } from "./judge.mjs";
import { signIn } from "./sign_in.mjs";
import { take, watch } from "./watch.mjs";

const WIDTHS = [320, 1280];
const SCHEMES = ["light", "dark"];

export class Desk {
  #signedIn = new Map();

  #service;

  /** `service` has an `address` and `users` of `{role, email, password}`; `looks` is false when pages are walked but not judged. */
  constructor({ browser, service, report, looks = true, screenshots = null }) {
    this.#service = service;
    Object.assign(this, { browser, address: service.address, report, looks, screenshots });
    /** What one step leaves for the next, such as the reference of the case. */
    this.notes = {};
    /** Addresses of the pages that were judged. */
    this.looked = new Set();
  }

  /** A stranger with a fresh browser, at no page yet. */
  async visitor(options) {
    return watch(await newVisitor(this.browser, options), this.address);
  }

  /** The user whose role, address or printed line holds `who`. */
  user(who) {
    // Read each time: a demo prints its users after its address.
    const users = this.#service.users ?? [];
    const user = users.find(({ role }) => role === who) ?? users.find(({ email, line = "" }) => `${email} ${line}`.includes(who));
    if (!user) throw new Error(`no user “${who}” among ${users.map(({ role, email }) => `${role} ${email}`).join(", ")}`);
    return user;
  }

  /** The page of a signed-in user; the same one each time, so that a step goes on where the last one stopped. */
  async as(who) {
    const user = this.user(who);
    if (!this.#signedIn.has(user.email)) {
      const page = await this.visitor();
      await signIn(page, this.address, user);
      this.#signedIn.set(user.email, page);
    }
    return this.#signedIn.get(user.email);
  }

  /**
   * Judges the page that `page` shows: at 320 and 1280 px, light and dark, and in English and Italian by asking for its
   * address again in each language. With `here: true` only the page as it stands, for answers that cannot be asked for
   * again, such as a form with errors.
   */
  async look(page, name, { here = false, languages = Object.keys(LOCALES) } = {}) {
    this.report.check(`${name}: on the way`, take(page));
    this.looked.add(new URL(page.url()).pathname);
    if (!this.looks) return;
    if (here) return this.#inAllSettings(page, name, null);
    const cookies = await page.context().storageState();
    // A step may walk a second service, whose pages ask that one.
    const home = new URL(page.url()).origin;
    for (const language of languages) {
      const other = watch(await newVisitor(this.browser, { language, cookies }), home);
      try {
        // By address, because the language that a person chose for themselves beats the browser's.
        const address = new URL(page.url());
        address.searchParams.set("lang", language);
        const answer = await other.goto(address.href);
        // A page of an error is judged as it stands (`here`), never in place of the page that was meant.
        this.report.check(`${name} (${language}): it is there`, answer.ok() ? [] : [`${address.pathname} answers ${answer.status()}`]);
        await this.#inAllSettings(other, name, language);
      } finally {
        await other.context().close();
      }
    }
  }

  async #inAllSettings(page, name, language) {
    const before = page.viewportSize();
    for (const width of WIDTHS) {
      for (const colorScheme of SCHEMES) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        const setting = [language, `${width} px`, colorScheme].filter(Boolean).join(", ");
        this.report.check(`${name} (${setting})`, await judge(page, { language, coloursOnly: colorScheme !== SCHEMES[0] }));
        if (this.screenshots) {
          mkdirSync(this.screenshots, { recursive: true });
          const file = [name, language, width, colorScheme].filter(Boolean).join("-").replaceAll(/[^\w-]+/g, "_");
          await page.screenshot({ path: join(this.screenshots, `${file}.png`), fullPage: true });
        }
      }
    }
    await page.emulateMedia({ colorScheme: null });
    if (before) await page.setViewportSize(before);
  }

  /** What the signed-in people have before them: printed when a step fails, because nobody was there to see it. */
  async shows() {
    const lines = [];
    for (const [email, page] of this.#signedIn) {
      const text = await page.locator("main").innerText({ timeout: 5_000 }).catch((error) => String(error));
      const problems = await page.locator(".errors a").evaluateAll((all) => all.map((one) => one.getAttribute("href"))).catch(() => []);
      if (problems.length > 0) lines.push(`    problems at: ${problems.join(" ")}`);
      lines.push(`    ${email} at ${page.url()}: ${text.replaceAll(/\s+/g, " ").slice(0, 600)}`);
    }
    return lines;
  }

  async close() {
    for (const page of this.#signedIn.values()) await page.context().close();
  }
}
