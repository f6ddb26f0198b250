// What is known, what is estimated, who finds out the rest.

import { fill, press, says } from "../ground/forms.mjs";

export const name = "facts are recorded with their state of knowledge";

/** What every notice and every message to people has to say. */
const KNOWN = [
  ["nature.cia", { value: "confidentiality" }],
  ["incident.description", { value: "A list of customers lay open on a share of the intranet from Friday to Sunday." }],
  ["data.categories", { value: "contact" }],
  ["measures.mitigation", { value: "The share was closed at once; the list was removed and its copies are being looked for." }],
];

export async function run(desk) {
  const page = await desk.as("dpo of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  await page.goto(`${base}/facts`);
  await desk.look(page, "facts");

  await page.goto(`${base}/facts/subjects.count`);
  await fill(page, { state: "estimated", mode: "approx", n: "1200" });
  await press(page, "Save this fact", { refused: true });
  await desk.look(page, "an estimate without its basis", { here: true });
  if ((await page.inputValue('[name="n"]')) !== "1200") throw new Error("what was typed should be kept");
  await fill(page, { estimate: "Rows of the list, counted once" });
  await press(page, "Save this fact");

  await page.goto(`${base}/facts/nature.confidentiality_state`);
  await fill(page, { state: "unknown", who: "Marek Nowicki", by: "2026-10-06" });
  await press(page, "Save this fact");
  await page.goto(base);
  await says(page, "Marek Nowicki");

  for (const [fact, value] of KNOWN) {
    await page.goto(`${base}/facts/${fact}`);
    await fill(page, { state: "known", ...value });
    await press(page, "Save this fact");
  }
  await page.goto(`${base}/timeline`);
  await desk.look(page, "timeline");
}
