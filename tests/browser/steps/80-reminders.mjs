// Somebody says to be on it, and deputies stay unbothered.

import { press, says } from "../ground/forms.mjs";

export const name = "a reminder is acknowledged";

export async function run(desk) {
  const page = await desk.as("dpo of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  await page.goto(`${base}/reminders`);
  await desk.look(page, "reminders of the case");
  await press(page, page.locator('main form button:not([type="button"])').first());
  await says(page, "Chiara Bonfanti");
  await desk.look(page, "acknowledged reminders");
}
