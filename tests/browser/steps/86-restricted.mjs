// A case that concerns a colleague: restricted to those who need to see it, gone for all others, and opened again.

import { says } from "../ground/forms.mjs";

export const name = "a restricted case is gone for everybody else, and comes back";

export async function run(desk) {
  const page = await desk.as("dpo of lunamobile");
  const handler = await desk.as("handler of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  const seen = async (address) => (await handler.goto(address)).status();
  if ((await seen(base)) !== 200) throw new Error("the handler should see the case while it is open to all");

  await page.goto(base);
  await page.getByRole("link", { name: "Who sees this case" }).click();
  await page.waitForURL(/\/access$/);
  await page.getByLabel("Only me and the people ticked below").check();
  await page.click("main form.card button");
  await desk.look(page, "who sees a case, without a reason", { here: true });
  await page.getByLabel(/Aoife Brennan/).check();
  await page.fill('[name="reason"]', "Concerns a colleague of the handler");
  await page.click("main form.card button");
  await page.waitForLoadState();
  await says(page, "Restricted: seen by 2 people", "Concerns a colleague of the handler");
  await desk.look(page, "who sees a restricted case");

  if ((await seen(base)) !== 404) throw new Error("for the handler the case should not exist");
  await handler.goto(`${desk.address}/cases`);
  if ((await handler.content()).includes(desk.notes.case)) throw new Error("the handler's list names a restricted case");

  await page.goto(`${base}/access`);
  await page.getByLabel(/Everybody who may read/).check();
  await page.fill('[name="reason"]', "The suspicion was unfounded");
  await page.click("main form.card button");
  await page.waitForLoadState();
  await says(page, "Everybody who may read cases of the organisation sees it.");
  if ((await seen(base)) !== 200) throw new Error("the handler should see the case again");
}
