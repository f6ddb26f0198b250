// What is known, what is estimated, who finds out the rest.

export const name = "facts are recorded with their state of knowledge";

export async function run(desk) {
  const page = await desk.as("dpo of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  await page.goto(`${base}/facts`);
  await desk.look(page, "facts");

  await page.goto(`${base}/facts/subjects.count`);
  await page.check('[name="state"][value="estimated"]');
  await page.check('[name="mode"][value="approx"]');
  await page.fill('[name="n"]', "1200");
  await page.locator('main form button:not([type="button"])').click();
  await page.waitForLoadState();
  if ((await page.locator(".errors").count()) !== 1) throw new Error("an estimate without its basis should be refused");
  await desk.look(page, "an estimate without its basis", { here: true });
  await page.fill('[name="estimate"]', "Rows of the list, counted once");
  await page.locator('main form button:not([type="button"])').click();
  await page.waitForLoadState();

  await page.goto(`${base}/facts/nature.confidentiality_state`);
  await page.check('[name="state"][value="unknown"]');
  await page.fill('[name="who"]', "Marek Nowicki");
  await page.fill('[name="by"]', "2026-10-06");
  await page.locator('main form button:not([type="button"])').click();
  await page.waitForLoadState();
  await page.goto(base);
  const open = await page.locator("main").innerText();
  if (!open.includes("Marek Nowicki")) throw new Error("an unknown fact should name who finds out on the case page");
  await page.goto(`${base}/timeline`);
  await desk.look(page, "timeline");
}
