// What an auditor reads: the timeline, the register, and the word of `verify` that the record is whole.

import { says } from "../ground/forms.mjs";

export const name = "the record holds the whole story, and verify finds it whole";

export async function run(desk) {
  const page = await desk.as("auditor of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  await page.goto(`${base}/timeline`);
  await says(page, "Aoife Brennan", "Marek Nowicki", "GPDP-2026-004711");
  await desk.look(page, "timeline of the whole story");
  await page.goto(`${base}/evidence`);
  await desk.look(page, "evidence bundle, legal hold and lists");
  await page.goto(`${desk.address}/register`);
  await says(page, desk.notes.case, "Customer list on an open share");
  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  if (!csv.suggestedFilename().endsWith(".csv")) throw new Error(`the register was saved as ${csv.suggestedFilename()}`);

  if (!desk.verify) return;
  const { status, stdout, stderr } = await desk.verify();
  if (status !== 0) throw new Error(`verify ended with ${status}: ${stdout}${stderr}`);
  const found = JSON.parse(stdout);
  if (!found.ok || found.events < 50) throw new Error(`verify says ${stdout}`);
}
