// The second factor as an authenticator app has it: reads the secret from the page, makes the code of now (RFC 6238).

import { createHmac } from "node:crypto";
import { press, says } from "./forms.mjs";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function bytesOf(secret) {
  const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of a step; `steps` later than now. */
export function codeOf(secret, steps = 0) {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", bytesOf(secret)).update(step).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Sets the second factor up on the page to which the desk leads; resolves to the secret. */
export async function setUpSecondFactor(page) {
  if (new URL(page.url()).pathname !== "/account/second-factor") throw new Error(`${page.url()} does not ask for a second factor`);
  await press(page, "Set it up");
  const secret = new URL(await page.locator('main a[href^="otpauth:"]').getAttribute("href")).searchParams.get("secret");
  await page.locator('main [name="code"]').fill(codeOf(secret));
  await press(page, "Turn it on");
  await says(page, "Recovery codes");
  return secret;
}
