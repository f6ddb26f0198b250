// One message per person in their own language: list with bad rows, texts, preview, test, approval by a second person, sending with
// a pause, and sums that add up.

import { press, says, untilItSays } from "../ground/forms.mjs";
import { approve, begin } from "../ground/notices.mjs";

export const name = "the people are told: list with bad rows, preview, test, approval, sending, pause, end";

const PEOPLE = 2000;

/** As a spreadsheet writes it in Italy: semicolons, Windows-1252, some rows that nobody can use. */
function list() {
  const rows = ["E-mail;Nome;Lingua;Codice"];
  for (let n = 0; n < PEOPLE; n += 1) rows.push(`cliente${n}@customers.example.org;Niccolò Prova ${n};${n % 3 ? "it" : "en"};L-${n}`);
  rows.push("niente chiocciola;Piero Prova;it;L-x", "due@@example.org;Carla Prova;it;L-y", ";Ada Senzaposta;it;L-z", "cliente1@customers.example.org;Niccolò Prova 1;it;L-1");
  return Buffer.from(rows.join("\r\n"), "latin1");
}

export async function run(desk) {
  const handler = await desk.as("handler of lunamobile");
  const controller = await desk.as("controller of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  for (const language of ["it", "en"]) {
    const text = await begin(handler, base, { recipient: "Italy", what: "Telling subscribers", language, kind: "people_email" });
    await press(handler, "Ask for review");
    await approve(controller, text);
  }

  await handler.goto(`${base}/communications`);
  await desk.look(handler, "telling the people, empty");
  await press(handler, "Check the file", { refused: true });
  await handler.setInputFiles('[name="file"]', { name: "clienti.csv", mimeType: "text/csv", buffer: list() });
  await press(handler, "Check the file");
  await handler.waitForURL(/\/imports\//);
  const sum = `${PEOPLE.toLocaleString("en-GB")}`;
  await says(handler, "There are problems in 2 rows", "two @ signs", "the sum agrees", sum);
  await desk.look(handler, "recipients file with bad rows");
  await press(handler, /^Import /);
  await handler.waitForURL(/\/communications\/\d+/);
  const mailOut = handler.url().replace(/\?.*/, "");
  await desk.look(handler, "mail-out before approval");

  await handler.goto(`${mailOut}/preview?row=6`);
  await says(handler, "Niccolò Prova 4");
  await desk.look(handler, "preview of one message");
  await handler.goto(mailOut);
  await press(handler, "Send a test to myself");

  await controller.goto(mailOut);
  await press(controller, `Approve for ${sum} people`);
  await says(controller, "Nothing is sent before somebody starts it");
  await desk.look(controller, "approved mail-out");
  await press(controller, new RegExp(`^Send .*${sum}`));
  await press(controller, "Pause");
  await says(controller, "paused");
  await desk.look(controller, "paused mail-out");
  await press(controller, "Go on sending");
  await untilItSays(controller, `${sum} of ${sum} lie in the mail tray`, { seconds: 120 });
  await untilItSays(controller, "finished");
  await says(controller, `0 + ${sum} + 0 + 0 = ${sum}`);
  await desk.look(controller, "finished mail-out");

  // One of them, as it would have arrived.
  await controller.goto(`${mailOut}?search=cliente4%40customers.example.org`);
  await says(controller, "cliente4@customers.example.org");
}
