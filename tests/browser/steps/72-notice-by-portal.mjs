// A first notice to an authority with a portal: copied over field by field, recorded as filed, not proven before the receipt is
// there; the second stage starts with the filing.

import { fill, press, says } from "../ground/forms.mjs";
import { approve, begin } from "../ground/notices.mjs";

export const name = "a notice is filed in a portal, proven by its receipt, and the second stage starts";

export async function run(desk) {
  const handler = await desk.as("handler of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  const notice = await begin(handler, base, { recipient: "Italy", what: "First notice within 24 hours", language: "it" });
  await press(handler, "Ask for review");
  await approve(await desk.as("controller of lunamobile"), notice);

  await handler.goto(`${notice}/file`);
  await desk.look(handler, "filing in a portal");
  const copied = await handler.locator(".copy").count();
  if (copied < 5) throw new Error(`the sheet has ${copied} parts to copy`);
  await fill(handler, { channel: "portal", kind: "none" });
  await press(handler, "Mark as filed");
  await says(handler, "said to be filed, unproven");
  await desk.look(handler, "filed without proof");

  await fill(handler, { kind: "receipt", number: "GPDP-2026-004711" });
  await handler.setInputFiles('[name="file"]', { name: "ricevuta.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\nricevuta\n%%EOF\n") });
  await press(handler, "Record the proof");
  await says(handler, "confirmed", "GPDP-2026-004711", "ricevuta.pdf");
  await desk.look(handler, "confirmed with its receipt");

  // The receipt names another time. What it moves is shown first; a time changed after that is shown again, never recorded unseen.
  await handler.getByText("The time of filing is wrong").click();
  const at = await handler.inputValue('[name="right-at"]');
  const earlier = (minutes) => new Date(Date.parse(`${at}Z`) - minutes * 60_000).toISOString().slice(0, 16);
  await fill(handler, { "right-at": earlier(5), correction: "The receipt names this time" });
  await press(handler, "Show what this would change");
  await says(handler, "Old and new deadlines side by side");
  await desk.look(handler, "a time of filing corrected, before it is recorded", { here: true });
  await fill(handler, { "right-at": earlier(6) });
  await press(handler, "Record the right time");
  await says(handler, "Something changed after the preview");
  await press(handler, "Record the right time");
  await says(handler, "Recorded before", "The receipt names this time");

  // What the authority knows now stands fact by fact.
  await handler.goto(`${base}/notices`);
  await handler.locator("#known + ul a").first().click();
  await says(handler, "What this authority does not know yet");
  await desk.look(handler, "what an authority knows");

  // The clock of the second notice begins with the filing of the first.
  await handler.goto(`${base}/duties`);
  const second = handler.locator("tr", { hasText: "Second notice within three days" }).filter({ hasText: "Italy" });
  const row = await second.first().innerText();
  if (!/\d{1,2} Oct/.test(row)) throw new Error(`the second notice to Italy has no date: ${row}`);
}
