// Shows that the judge can find each fault it is there for, and that a right page has none.

import { strict as assert } from "node:assert";
import { startBrowser } from "./browser.mjs";
import { addressIn, startDemo, usersIn } from "./demo.mjs";
import { Desk } from "./desk.mjs";
import { judge } from "./judge.mjs";
import { pageOf, unlooked } from "./pages.mjs";
import { Report } from "./report.mjs";
import { serveSamples } from "./samples.mjs";

const report = new Report();
const samples = await serveSamples();
const browser = await startBrowser();
const desk = new Desk({ browser, service: samples, report });

/** What the judge says of a sample page. */
async function faultsOf(path, { language = "en", width = 1280, colorScheme = "light" } = {}) {
  const page = await desk.visitor({ language, width });
  await page.emulateMedia({ colorScheme });
  await page.goto(`${samples.address}/${path}`);
  const faults = await judge(page, { language, coloursOnly: colorScheme === "dark" });
  await page.context().close();
  return faults;
}

const found = (faults, what) => assert.ok(faults.some((fault) => fault.includes(what)), `“${what}” not among ${JSON.stringify(faults)}`);
const clean = (faults) => assert.deepEqual(faults, []);

await report.step("a right page passes in every setting", async () => {
  const quiet = new Report();
  const page = await desk.visitor();
  await page.goto(`${samples.address}/good.html`);
  await new Desk({ browser, service: samples, report: quiet }).look(page, "good");
  await page.context().close();
  // Once on the way, and in each of two languages: it is there, at two widths, light and dark.
  assert.deepEqual([quiet.passed, quiet.failed], [1 + 2 * (1 + 2 * 2), 0]);
});
await report.step("weak contrast is found", async () => found(await faultsOf("contrast.html"), "axe color-contrast"));
await report.step("contrast that is weak in the dark only is found there", async () => {
  clean(await faultsOf("dark.html"));
  found(await faultsOf("dark.html", { colorScheme: "dark" }), "axe color-contrast");
});
await report.step("targets too small to hit are found", async () => found(await faultsOf("target.html"), "axe target-size"));
await report.step("a field without a label is found", async () => found(await faultsOf("label.html"), "axe label"));
await report.step("a page that scrolls sideways on a telephone is found", async () => {
  clean(await faultsOf("wide.html"));
  found(await faultsOf("wide.html", { width: 320 }), "scrolls sideways");
});
await report.step("what the content security policy refuses is found", async () => found(await faultsOf("inline.html"), "content security policy:"));
await report.step("a page without a content security policy is found", async () => found(await faultsOf("good.html?bare"), "no content security policy"));
await report.step("a script error is found", async () => found(await faultsOf("script.html"), "script error: the desk is locked"));
await report.step("a page in the wrong language is found", async () => found(await faultsOf("dark.html", { language: "it" }), "says it is in “en”"));
await report.step("a missing word is found", async () => found(await faultsOf("word.html"), "words missing: ⟪duty-due⟫"));
await report.step("a request to another host is found", async () => found(await faultsOf("elsewhere.html?bare"), "asks another host"));
await report.step("a __Host- cookie returns over plain HTTP on this machine", async () => {
  const page = await desk.visitor();
  await page.goto(`${samples.address}/set-cookie`);
  await page.goto(`${samples.address}/cookie`);
  assert.equal(await page.locator("main").innerText(), "__Host-desk=kept");
  await page.context().close();
});
await report.step("address and users are read from what the demo prints", async () => {
  const printed = "Breachdesk demo: http://127.0.0.1:40123\n  dpo    chiara@dpo.example.org   four-word-pass-phrase\nmail tray: /tray\n";
  assert.equal(addressIn(printed), "http://127.0.0.1:40123");
  assert.deepEqual(usersIn(printed).map(({ role, email, password }) => [role, email, password]), [
    ["dpo", "chiara@dpo.example.org", "four-word-pass-phrase"],
  ]);
  assert.equal(addressIn("starting"), null);
});
await report.step("a page that nobody looked at is found, and an address stands for its own page", async () => {
  assert.equal(pageOf("/cases/BR-2026-0001/instants/new"), "/cases/{reference}/instants/new");
  assert.equal(pageOf("/cases/BR-2026-0001/instants/7"), "/cases/{reference}/instants/{number}");
  assert.equal(pageOf("/nowhere/at/all"), null);
  const left = unlooked(new Set(["/", "/cases/BR-2026-0001"]));
  assert.ok(left.includes("nobody looked at /cases/{reference}/instants/{number}"));
  assert.ok(!left.includes("nobody looked at /") && !left.includes("nobody looked at /cases/{reference}"));
});
await report.step("a program that ends before it has an address is reported in its own words", async () => {
  await assert.rejects(startDemo(process.execPath), /it ended \([^)]+\); it printed:[\s\S]*demo/);
});

await browser.close();
await samples.stop();
report.close();
