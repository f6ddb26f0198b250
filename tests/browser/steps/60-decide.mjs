// The DPO advises, the controller decides; both stay.

export const name = "the DPO advises and the controller decides";

export async function run(desk) {
  const dpo = await desk.as("dpo of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  await dpo.goto(`${base}/decide`);
  await desk.look(dpo, "advice");
  await give(dpo, "Subscriber data lay open; every breach of communications data is notified");
  const controller = await desk.as("controller of lunamobile");
  await controller.goto(`${base}/decide`);
  await give(controller, "As the DPO advises");
  await controller.goto(base);
  await desk.look(controller, "case after the decision");
}

async function give(page, reason) {
  await page.locator('[name="duty"]').first().check();
  await page.check('[name="decision"][value="notify"]');
  await page.fill('[name="reason"]', reason);
  await page.locator('main form button:not([type="button"])').first().click();
  await page.waitForLoadState();
  const problems = page.locator(".errors");
  if ((await problems.count()) > 0) throw new Error(`refused: ${await problems.innerText()}`);
}
