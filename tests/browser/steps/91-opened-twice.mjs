// One incident that two people opened: the two cases beside each other, merged with a reason, and nothing lost. A filter is kept under a
// name, shared, followed by somebody else, and taken away.

import { fill, press, says, saysNot } from "../ground/forms.mjs";

export const name = "two cases of one incident are merged, and a filter that finds them is kept for the team";

export async function run(desk) {
  const dpo = await desk.as("dpo of lunamobile");
  const handler = await desk.as("handler of lunamobile");
  const stays = await opened(desk, handler, "Courier lost a sealed bag, seen by the shop");
  const goes = await opened(desk, handler, "Courier lost a sealed bag, seen by the call centre");
  await answers(desk, handler, stays, "A courier lost a bag with forms on the way from the shop.");
  await answers(desk, handler, goes, "A customer found a bag with forms and called.");
  await merge(desk, dpo, stays, goes);
  await views(desk, dpo, handler, stays);
}

/** A case of its own, from a report of the staff. */
async function opened(desk, handler, title) {
  await handler.goto(`${desk.address}/reports/new`);
  await fill(handler, { what: title, concerned: "customers", ongoing: "unknown" });
  await press(handler, "Send the report");
  const report = (await handler.locator("main").innerText()).match(/RP-\d{4}-\d{4}/)?.[0];
  if (!report) throw new Error(`no reference on the receipt at ${handler.url()}`);
  await handler.goto(`${desk.address}/reports/${report}`);
  const accept = handler.locator('form[action$="/accept"]');
  await accept.locator('[name="title"]').fill(title);
  await accept.locator('button:not([type="button"])').click();
  await handler.waitForURL(/\/cases\/BR-/);
  return handler.url().match(/BR-\d{4}-\d{4}/)[0];
}

async function answers(desk, handler, reference, what) {
  await handler.goto(`${desk.address}/cases/${reference}/facts/incident.description`);
  await fill(handler, { state: "known", value: what });
  await press(handler, "Save this fact");
}

async function merge(desk, dpo, stays, goes) {
  await dpo.goto(`${desk.address}/cases/${goes}/links`);
  await dpo.getByRole("link", { name: "Merge two cases" }).click();
  await dpo.waitForURL(/\/merge$/);
  await fill(dpo, { with: "BR-2026-9999" });
  await press(dpo, "Show both", { refused: true });
  await desk.look(dpo, "merging with a case that is none", { here: true });
  await fill(dpo, { with: stays });
  await press(dpo, "Show both");
  await says(dpo, "A courier lost a bag", "A customer found a bag", "They say differently", "Answers on record");
  await desk.look(dpo, "two cases beside each other");

  // Neither which goes on nor why is guessed.
  await press(dpo, "Merge the two cases", { refused: true });
  await says(dpo, "Choose which of the two cases goes on", "A customer found a bag");
  await desk.look(dpo, "merging without a reason", { here: true });
  await fill(dpo, { stays, reason: "The same bag: the shop and the call centre reported it" });
  await press(dpo, "Merge the two cases");
  if (!dpo.url().endsWith(`/cases/${stays}`)) throw new Error(`after the merging the case that goes on should stand there, not ${dpo.url()}`);
  await desk.look(dpo, "the case that goes on");

  await dpo.goto(`${desk.address}/cases/${stays}/timeline`);
  await says(dpo, `${goes}`, "was merged into this case", "The same bag: the shop and the call centre reported it");
  await dpo.goto(`${desk.address}/cases/${stays}/tasks`);
  await says(dpo, `Compare with ${goes}`);
  await dpo.goto(`${desk.address}/cases/${goes}`);
  await says(dpo, "the work goes on there");
  await desk.look(dpo, "the case that was merged away");
  await dpo.goto(`${desk.address}/cases/${goes}/facts`);
  await says(dpo, "A customer found a bag");
  await dpo.goto(`${desk.address}/cases/${goes}/merge?with=${stays}`);
  await says(dpo, "Both cases must be open");
}

async function views(desk, dpo, handler, found) {
  await dpo.goto(`${desk.address}/cases`);
  await fill(dpo, { text: "sealed bag", state: "open" });
  await press(dpo, "Filter");
  await says(dpo, found);
  await dpo.getByText("Keep this filter under a name").click();
  await press(dpo, "Keep the view", { refused: true });
  await says(dpo, "Give the view a name");
  await desk.look(dpo, "a view without a name", { here: true });
  await fill(dpo, { name: "Lost bags", share: "lunamobile" });
  await press(dpo, "Keep the view");
  await desk.look(dpo, "cases with a view that is in use");

  // For the rest of the team it is a link that asks the list anew; whose it is stands beside it, and others do not take it away.
  await handler.goto(`${desk.address}/cases`);
  await says(handler, "shared with Lunamobile Group by Chiara Bonfanti");
  if (await handler.getByRole("button", { name: "Remove Lost bags" }).count()) throw new Error("a handler could remove the DPO's view");
  await handler.getByRole("link", { name: "Lost bags" }).click();
  await handler.waitForURL(/text=sealed/);
  await says(handler, found);

  await dpo.goto(`${desk.address}/cases`);
  await press(dpo, dpo.getByRole("button", { name: "Remove Lost bags" }));
  await handler.goto(`${desk.address}/cases`);
  await saysNot(handler, "Lost bags");
}
