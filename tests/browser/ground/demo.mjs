// Starts the built program as a demo on a free port, reads its address and passwords from what it prints, and ends it.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROLES = ["reporter", "handler", "dpo", "deputy", "controller", "auditor", "admin"];

/** The address in what the demo printed, or null while it has not printed one. */
export function addressIn(text) {
  return text.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0] ?? null;
}

/** The users in what the demo printed: each line that holds a role, an address and, last, a password. */
export function usersIn(text) {
  return text.split("\n").flatMap((line) => {
    const words = line.trim().split(/[\s,;|]+/).filter(Boolean);
    const email = words.find((word) => /^[^@\s]+@[^@\s]+$/.test(word));
    const role = words.map((word) => word.toLowerCase().replace(/[:()]/g, "")).find((word) => ROLES.includes(word));
    const password = words.at(-1);
    return email && role && password && password !== email ? [{ role, email, password, line: line.trim() }] : [];
  });
}

/** Resolves once the demo has printed its address; rejects with its own words if it ends or stays silent. */
export async function startDemo(binary, args = [], { database = "", silence_seconds = 60 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "breachdesk-browser-"));
  const data = join(folder, "desk");
  const asked = ["demo", "--port", "0", "--folder", data, ...(database ? ["--database", database] : []), ...args];
  const child = spawn(binary, asked, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const started = performance.now();
  let printed = "";
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const forced = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(forced);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await new Promise((resolve, reject) => {
      const silence = setTimeout(() => reject(new Error(`no address after ${silence_seconds} s; it printed:\n${printed}`)), silence_seconds * 1000);
      const settle = (act) => (value) => {
        clearTimeout(silence);
        act(value);
      };
      const hear = (data) => {
        printed += data;
        if (addressIn(printed)) settle(resolve)();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("error", settle(reject));
      child.on("exit", (code, signal) => settle(reject)(new Error(`it ended (${code ?? signal}); it printed:\n${printed}`)));
    });
    const address = addressIn(printed);
    await answers(address);
    return {
      address,
      /** Settings by which another command finds this demo's database. */
      settings: { BREACHDESK_DATA_FOLDER: data, BREACHDESK_DATABASE: database },
      first_page_ms: Math.round(performance.now() - started),
      get users() {
        return usersIn(printed);
      },
      get printed() {
        return printed;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address is printed once the port is bound, so the first request waits in the queue and is answered. */
async function answers(address) {
  const response = await fetch(`${address}/health`);
  await response.body?.cancel();
}
