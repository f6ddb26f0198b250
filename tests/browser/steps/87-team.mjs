// The team's work on a case: a pack of tasks, the telephone list and who can file, the handover at night (US25), and the close gate
// that lets nothing pass without its own reason (US24).

import { fill, press, says, saysNot } from "../ground/forms.mjs";

export const name = "tasks come in packs, a shift is handed over on one sheet, and a case closes over no open point";

export async function run(desk) {
  const dpo = await desk.as("dpo of lunamobile");
  const handler = await desk.as("handler of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;

  // One press, and never twice.
  await handler.goto(`${base}/tasks`);
  await desk.look(handler, "tasks with the packs");
  const pack = handler.getByRole("button", { name: /Put on the list Attack on a website/ });
  await press(handler, pack);
  await says(handler, "Close the hole or take the function off the net", "must be done");
  if (await handler.getByRole("button", { name: /Put on the list Attack on a website/ }).count()) {
    throw new Error("a pack that is on the list as a whole is offered again");
  }

  // Who can file where, and whom to call.
  await dpo.goto(`${desk.address}/people`);
  await says(dpo, "Security operations", "Nobody can file", "Test too old");
  await desk.look(dpo, "whom to call, who can file");
  await dpo.getByRole("link", { name: /Add somebody Lunamobile Group/ }).click();
  await dpo.waitForURL(/\/contacts\/new$/);
  await desk.look(dpo, "new contact");
  await press(dpo, dpo.getByRole("button", { name: "Save" }), { refused: true });
  await desk.look(dpo, "new contact with everything missing", { here: true });
  await fill(dpo, { name: "Counsel on call", phone: "+44 20 7946 0300", hours: "day and night" });
  await press(dpo, dpo.getByRole("button", { name: "Save" }));
  await dpo.locator("a[href*='/identities/new']").first().click();
  await dpo.waitForURL(/\/identities\/new/);
  await desk.look(dpo, "new way to file");
  await fill(dpo, { kind: "pec", fallback: "letter by courier" });
  await press(dpo, dpo.getByRole("button", { name: "Save" }));
  await dpo.locator("a[href*='/identities/']:not([href*='new'])").first().click();
  await dpo.waitForURL(/\/identities\/\d+$/);
  await desk.look(dpo, "one way to file");
  await press(dpo, dpo.getByRole("button", { name: "Record the test" }));
  await says(dpo, "Ready");

  await handler.goto(`${base}/people`);
  await desk.look(handler, "whom to call about a case");
  await fill(handler, { name: "Forensics of the processor", phone: "+44 20 7946 0400" });
  await press(handler, handler.getByRole("button", { name: "Save" }));
  await handler.getByRole("link", { name: "Forensics of the processor" }).click();
  await handler.waitForURL(/\/people\/\d+$/);
  await desk.look(handler, "one contact of a case");

  // Three in the morning: one screen, one sheet.
  await dpo.goto(`${base}/handover`);
  await says(dpo, "What happened", "What is due next", "What is decided", "What is not known", "Whom to call", "Forensics of the processor");
  await desk.look(dpo, "handover");
  await fill(dpo, { note: "The processor calls back at four" });
  await press(dpo, dpo.getByRole("button", { name: "I have it from here on" }));
  await says(dpo, "Shift taken over by Chiara Bonfanti at", "The processor calls back at four");
  await dpo.emulateMedia({ media: "print" });
  const sheet = await dpo.pdf({ format: "A4" });
  await dpo.emulateMedia({ media: "screen" });
  const sheets = sheet.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  if (sheets !== 1) throw new Error(`the handover prints on ${sheets} pages`);

  // The gate: a list of links, and nothing closes over it.
  await dpo.goto(`${base}/close`);
  await press(dpo, dpo.getByRole("button", { name: "Close the case" }), { refused: true });
  await says(dpo, "Points are still open");
  await desk.look(dpo, "close gate, refused", { here: true });
  await dpo.goto(`${base}/close`);
  const boxes = dpo.locator("input[name='point']");
  const before = await boxes.count();
  for (const fold of await dpo.locator("main fieldset details:not([open]) > summary").all()) await fold.click();
  await dpo.getByRole("checkbox", { name: /Pass Task open: Close the hole/ }).check();
  await fill(dpo, { reason: "The function was taken off the net by the processor" });
  await press(dpo, dpo.getByRole("button", { name: "Pass the ticked points" }));
  await says(dpo, "passed by Chiara Bonfanti", "The function was taken off the net by the processor");
  await saysNot(dpo, "⟪");
  if ((await boxes.count()) !== before - 1) throw new Error("one point was passed, and not one is gone from the list");
  await desk.look(dpo, "close gate with a point passed");
}
