// The DPO advises, the controller decides; both stay.

import { fill, press, says } from "../ground/forms.mjs";

export const name = "the DPO advises and the controller decides";

export async function run(desk) {
  const dpo = await desk.as("dpo of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  await dpo.goto(`${base}/decide`);
  await desk.look(dpo, "advice");
  await choose(dpo, "Subscriber data lay open; every breach of communications data is notified");
  await press(dpo, "Record as advice");
  const controller = await desk.as("controller of lunamobile");
  await controller.goto(`${base}/decide`);
  await choose(controller, "As the DPO advises");
  await press(controller, "Decide");
  await says(controller, "Aoife Brennan", "Chiara Bonfanti", "As the DPO advises");
  await desk.look(controller, "record of the decision");
  await controller.goto(base);
  await desk.look(controller, "case after the decision");
}

/** All first telecom notices at once, as the breach is one. */
async function choose(page, reason) {
  await page.getByRole("group", { name: "First notice within 24 hours" }).getByLabel(/^All \d+ of these/).check();
  await fill(page, { decision: "notify", reason });
}
