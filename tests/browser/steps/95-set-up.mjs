// A real service from nothing: set-up link, organisation, mail server, invitation by mail, a public report, and a power cut.

import { fill, press, says } from "../ground/forms.mjs";
import { startMailbox } from "../ground/mailbox.mjs";
import { codeOf, setUpSecondFactor } from "../ground/second_factor.mjs";
import { startService } from "../ground/serve.mjs";
import { signIn } from "../ground/sign_in.mjs";
import { watch } from "../ground/watch.mjs";
import { newVisitor } from "../ground/browser.mjs";

export const name = "a service is set up from nothing, people come by invitation, and a power cut loses nothing";

const ADMIN = { email: "rosa.keller@example.org", password: "lantern gravel october 17" };
const DPO = { email: "piet.havel@example.org", password: "copper windmill sextant 4" };

export async function run(desk) {
  if (!desk.binary) return;
  const mailbox = await startMailbox();
  const service = await startService(desk.binary, { database: desk.database("serve") });
  try {
    await setUp(desk, service, mailbox);
  } finally {
    await service.stop();
    await mailbox.stop();
  }
}

async function setUp(desk, service, mailbox) {
  const link = await service.first();
  const visitor = async () => watch(await newVisitor(desk.browser), service.address);
  const admin = await visitor();
  await admin.goto(link);
  await desk.look(admin, "set-up");
  await press(admin, admin.locator("main form button").last(), { refused: true });
  await fill(admin, { "your-name": "Rosa Keller", username: ADMIN.email, "new-password": ADMIN.password });
  await fill(admin, { name: "Example Telecom", slug: "example-telecom", country: "IT", zone: "Europe/Rome" });
  await press(admin, admin.locator("main form button").last());
  await signIn(admin, service.address, ADMIN);
  // Who runs the desk goes nowhere without a second factor.
  await desk.look(admin, "second factor");
  const secret = await setUpSecondFactor(admin);
  const elsewhere = await visitor();
  await signIn(elsewhere, service.address, ADMIN);
  await desk.look(elsewhere, "code at sign-in");
  // The code of the set-up counts no more; the next one is taken a little early.
  await elsewhere.locator('main [name="code"]').fill(codeOf(secret, 1));
  await press(elsewhere, "Go on");
  if (new URL(elsewhere.url()).pathname.startsWith("/sign-in")) throw new Error("the code did not open the desk");
  await elsewhere.context().close();

  // Until a mail server is set, every page says that mail waits.
  await admin.goto(`${service.address}/admin/mail`);
  await desk.look(admin, "mail server");
  await fill(admin, { host: "127.0.0.1", port: String(mailbox.port), security: "plain" });
  await fill(admin, { "sender-name": "Example Telecom", "sender-address": "desk@example.org" });
  await press(admin, "Save");
  await press(admin, "Send the test mail");
  await says(admin, "The server took the test mail");
  await mailbox.mailTo(ADMIN.email, "Test mail");

  const organisation = `${service.address}/admin/organisations/example-telecom`;
  await admin.goto(`${organisation}/controllers/new`);
  await fill(admin, { "controller-name": "Example Telecom S.p.A.", "controller-country": "IT", "main-establishment": "IT" });
  await fill(admin, { "sector-role": "telecom_provider" });
  await press(admin, admin.locator("main form button:not([type='button'])").first());
  await admin.goto(organisation);
  await desk.look(admin, "organisation");

  await admin.goto(`${organisation}/members`);
  await fill(admin, { "member-name": "Piet Havel", email: DPO.email, role: "dpo" });
  await press(admin, "Send the invitation");
  const invitation = (await mailbox.mailTo(DPO.email, "/invitation/")).match(/http\S*\/invitation\/\S+/)[0];
  await desk.look(admin, "members");

  const dpo = await visitor();
  await dpo.goto(invitation);
  await desk.look(dpo, "invitation");
  await fill(dpo, { "new-password": DPO.password });
  await press(dpo, dpo.locator("main form button").last());
  await signIn(dpo, service.address, DPO);
  await setUpSecondFactor(dpo);

  // Forgotten since: the link comes by mail and opens once.
  const forgetful = await visitor();
  await forgetful.goto(`${service.address}/password/forgotten`);
  await fill(forgetful, { username: DPO.email });
  await press(forgetful, forgetful.locator("main form button").last());
  await forgetful.goto((await mailbox.mailTo(DPO.email, "/password/reset/")).match(/http\S*\/password\/reset\/\S+/)[0]);
  await desk.look(forgetful, "a new password by mail");
  await forgetful.context().close();

  const stranger = await visitor();
  await stranger.goto(`${service.address}/report/example-telecom`);
  await fill(stranger, { what: "A laptop with customer files was stolen", concerned: "customers", ongoing: "no", "works-for-us": "no" });
  await press(stranger, stranger.locator("main form button").last());
  const reference = (await stranger.locator("main").innerText()).match(/RP-\d{4}-\d{4}/)[0];
  await mailbox.mailTo(DPO.email, reference);

  // The power goes. What was acknowledged is there again, the session too, and the record is whole.
  await service.kill();
  await service.start();
  await dpo.goto(`${service.address}/reports/${reference}`);
  await says(dpo, "A laptop with customer files was stolen");
  const verified = await service.command("verify", "--database");
  if (verified.status !== 0) throw new Error(`verify ended with ${verified.status}: ${verified.stdout}${verified.stderr}`);
  for (const page of [admin, dpo, stranger]) await page.context().close();
}
