// The DPO records when it was detected; the clocks start, and the correction shows what it moves.

export const name = "the DPO records the moments, and the clocks run";

export async function run(desk) {
  const page = await desk.as("dpo of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  await page.goto(`${base}/instants`);
  await desk.look(page, "awareness ledger, empty");

  await record(page, base, "detected_611", "2027-10-04T08:00");
  if ((await page.locator(".errors").count()) !== 1) throw new Error("a moment in the future should be refused with a sentence");
  if ((await page.inputValue('[name="how"]')) === "") throw new Error("what was typed should be kept");
  await desk.look(page, "a moment in the future", { here: true });

  for (const what of ["detected_611", "aware"]) {
    await record(page, base, what, "2026-10-04T07:30");
    await confirmIfAsked(page);
  }
  await desk.look(page, "one moment");
  await page.goto(`${base}/instants`);
  await desk.look(page, "awareness ledger");
  await page.goto(base);
  await desk.look(page, "case with running clocks");
  await page.goto(`${base}/duties`);
  await desk.look(page, "duties");
  await page.getByRole("link", { name: "Open every line" }).click();
  await page.locator('main a[href*="/duties/"][href$="/why"]').first().click();
  await page.waitForURL(/\/duties\/\d+\/why/);
  await desk.look(page, "one duty explained");
  await page.locator('main a[href*="/duties/"]:not([href$="/why"])').last().click();
  await page.waitForURL(/\/duties\/\d+$/);
  await desk.look(page, "one duty");
  await tryOut(page, base, desk);
}

// What if nothing of it were telecom data: the answer stands beside the case and changes nothing of it.
async function tryOut(page, base, desk) {
  await page.goto(`${base}/what-if`);
  await page.locator("main form details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
  const hit = page.locator('select[name^="hit-"]').first();
  await hit.selectOption("no");
  await page.locator('main form button:not([type="button"])').last().click();
  await page.waitForLoadState();
  if ((await page.locator("#outcome").count()) !== 1) throw new Error("the try-out should show what would be");
  if (!/TRY-OUT|PROVA/.test(await page.locator(".band").innerText())) throw new Error("the band should say that it is a try-out");
  await desk.look(page, "what if, answered", { here: true });
}

async function record(page, base, what, at) {
  await page.goto(`${base}/instants/new?what=${what}`);
  await page.selectOption('[name="what"]', what);
  await page.fill('[name="at"]', at);
  await page.check('[name="certainty"][value="confirmed"]');
  await page.selectOption('[name="source"]', "own_staff");
  await page.fill('[name="how"]', "Call from the service desk, logged by the night shift");
  await page.locator('main form button:not([type="button"])').first().click();
  await page.waitForLoadState();
}

// Where the moment moves clocks, the page shows old and new side by side before it is kept.
async function confirmIfAsked(page) {
  const confirm = page.locator('main form button[name="step"]');
  if (/\/instants\/new/.test(page.url()) && (await confirm.count()) > 0) {
    await confirm.first().click();
    await page.waitForLoadState();
  }
}
