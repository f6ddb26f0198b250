// Walks the journey in the browser: starts the demo, runs the steps in order of their names, judges every page they look at.
//
//   node run.mjs --binary target/debug/breachdesk
//   node run.mjs --address http://127.0.0.1:8080 --users users.txt     a service that runs already; lines as the demo prints
//   --database URL       PostgreSQL instead of SQLite, an empty database; a second one beside it, with -serve at its name's end, for the service
//   --demo-arg=ARG       handed to the demo, may be repeated
//   --only TEXT          only steps whose name holds TEXT
//   --screenshots DIR    keeps a picture of every page in every setting
//   --no-looks           walks without judging pages: for the second database
//
// The last lines are the time of the walk and "N passed, N failed".

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { startBrowser } from "./ground/browser.mjs";
import { startDemo, usersIn } from "./ground/demo.mjs";
import { run as command } from "./ground/serve.mjs";
import { Desk } from "./ground/desk.mjs";
import { Report } from "./ground/report.mjs";
import { unlooked } from "./ground/pages.mjs";

const { values: options } = parseArgs({
  options: {
    binary: { type: "string" },
    address: { type: "string" },
    users: { type: "string" },
    database: { type: "string", default: "" },
    "demo-arg": { type: "string", multiple: true, default: [] },
    only: { type: "string" },
    screenshots: { type: "string" },
    "no-looks": { type: "boolean", default: false },
  },
});
if (!options.binary === !options.address) {
  console.error("give either --binary, to start the demo, or --address of a service that runs");
  process.exit(2);
}

const steps = [];
for (const file of readdirSync(new URL("./steps/", import.meta.url)).filter((file) => file.endsWith(".mjs")).sort()) {
  const { name, run } = await import(`./steps/${file}`);
  if (typeof name !== "string" || typeof run !== "function") throw new Error(`steps/${file} must export name and run`);
  if (!options.only || name.includes(options.only)) steps.push({ name, run });
}

const report = new Report();
const service = options.address
  ? { address: options.address, users: options.users ? usersIn(readFileSync(options.users, "utf8")) : [], stop: async () => {} }
  : await startDemo(resolve(options.binary), options["demo-arg"], { database: options.database });
if (service.first_page_ms) console.log(`first answer ${service.first_page_ms} ms after start`);
const browser = await startBrowser();
const desk = new Desk({ browser, service, report, looks: !options["no-looks"], screenshots: options.screenshots ?? null });
if (options.binary) {
  desk.binary = resolve(options.binary);
  desk.database = (what) => (options.database ? `${options.database}-${what}` : "");
  desk.verify = () => command(desk.binary, ["verify", "--database"], service.settings);
}
const started = performance.now();
try {
  let whole = !options.only;
  for (const { name, run } of steps) {
    // A step stands on the one before it; the first that fails ends the walk.
    if (await report.step(name, () => run(desk))) continue;
    for (const line of await desk.shows()) console.log(line);
    whole = false;
    break;
  }
  if (whole && desk.looks && options.binary) report.check("every page of the service was looked at", unlooked(desk.looked));
} finally {
  await desk.close();
  await browser.close();
  await service.stop();
}
console.log(`journey: ${((performance.now() - started) / 1000).toFixed(1)} s`);
report.close();
