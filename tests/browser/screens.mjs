// Takes the pictures of README.md anew: starts the demo, looks at it as its people do, writes docs/screens.
//
//   node screens.mjs --binary target/debug/breachdesk

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { newVisitor, startBrowser } from "./ground/browser.mjs";
import { startDemo } from "./ground/demo.mjs";
import { Desk } from "./ground/desk.mjs";
import { Report } from "./ground/report.mjs";
import { signIn } from "./ground/sign_in.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/screens", import.meta.url));

/** Who looks, at what, in which language, how wide and how much of it. */
const PICTURES = [
  ["home", "dpo of lunamobile", "/", { height: 900 }],
  ["case", "dpo of lunamobile", "/cases/BR-2026-0002", { height: 900 }],
  ["duty", "dpo of lunamobile", "/cases/BR-2026-0002/duties/1", { height: 900 }],
  ["telephone", "dpo of ottima", "/cases/BR-2026-0001", { width: 390, height: 844, language: "it" }],
];

const { values: options } = parseArgs({ options: { binary: { type: "string" } } });
if (!options.binary) {
  console.error("give --binary, the built program");
  process.exit(2);
}
mkdirSync(FOLDER, { recursive: true });
const service = await startDemo(resolve(options.binary));
const browser = await startBrowser();
try {
  const desk = new Desk({ browser, service, report: new Report(), looks: false });
  for (const [name, who, path, { width = 1280, height, language = "en" }] of PICTURES) {
    const page = await newVisitor(browser, { width, language });
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: "light" });
    await signIn(page, service.address, desk.user(who));
    await page.goto(`${service.address}${path}?lang=${language}`);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await page.context().close();
    console.log(`docs/screens/${name}.png`);
  }
} finally {
  await browser.close();
  await service.stop();
}
