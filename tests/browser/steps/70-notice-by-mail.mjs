// A first notice to an authority that takes mail: written from the facts, edited, asked for review, approved by another person as
// it was seen, handed to the mail server once, and not called confirmed before somebody has the receipt.

import { press, says, saysNot, untilItSays } from "../ground/forms.mjs";
import { approve, begin, check, declare } from "../ground/notices.mjs";

export const name = "a notice is written, approved by a second person as it was seen, and goes out by mail once";

const ADDED = "The share was reachable from the intranet only.";

export async function run(desk) {
  const handler = await desk.as("handler of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  await handler.goto(`${base}/notices`);
  await desk.look(handler, "notices");
  const notice = await begin(handler, base, { recipient: "Sweden", what: "First notice within 24 hours", language: "en" });
  await desk.look(handler, "notice editor");
  const block = handler.locator("form.paper textarea").first();
  await block.fill(`${await block.inputValue()}\n\n${ADDED}`);
  await press(handler, "Save the draft");
  if (!(await handler.locator("form.paper textarea").first().inputValue()).includes(ADDED)) throw new Error("the draft lost a sentence");
  await press(handler, "Ask for review");

  // The author reads the very bytes and is told that another person approves.
  await handler.goto(`${notice}/check`);
  const frame = handler.frameLocator("iframe.preview");
  await frame.getByText(ADDED).waitFor();
  if ((await handler.locator('[name="declared"]').count()) > 0) throw new Error("a handler approves nothing");

  const controller = await desk.as("controller of lunamobile");
  await check(controller, notice);
  await desk.look(controller, "check before sending");
  await press(controller, /^Approve for/, { refused: true });
  await desk.look(controller, "approval without having read", { here: true });

  // Edited while the second person reads: what was seen is not what would be approved, so nothing is.
  const late = "Written while somebody was reading.";
  await handler.goto(notice);
  const again = handler.locator("form.paper textarea").first();
  await again.fill(`${await again.inputValue()}\n\n${late}`);
  await press(handler, "Save the draft");
  await declare(controller);
  await press(controller, /^Approve for/, { refused: true });
  await says(controller, "The text changed after it was shown");

  await approve(controller, notice);
  await says(controller, "approved, NOT filed");
  await desk.look(controller, "approved and not filed");
  await press(controller, /^Send to .* by e-mail$/);
  // In the demo it lies in the tray, and nobody is told that it was filed.
  await untilItSays(controller, "nothing left this machine");
  await saysNot(controller, "approved, NOT filed", "confirmed with");
  await desk.look(controller, "handed over");

  const dpo = await desk.as("dpo of lunamobile");
  await dpo.goto(`${desk.address}/tray`);
  const mails = dpo.locator("main ul.rows > li", { hasText: "incidentrapport@pts.se" });
  if ((await mails.count()) !== 1) throw new Error(`${await mails.count()} mails to the authority lie in the tray, one was sent`);
  await mails.locator("summary").first().click();
  await mails.getByText(ADDED).first().waitFor();
}
