// Starts the built program as a service with nothing set up, and runs its other commands on the same settings.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs one command to its end; resolves to what it printed and its exit status. */
export function run(binary, args, env = {}) {
  return new Promise((resolve) => {
    execFile(binary, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ status: error ? (error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

export async function startService(binary, { database = "" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "breachdesk-serve-"));
  const port = await freePort();
  const env = {
    BREACHDESK_DATA_FOLDER: join(folder, "data"),
    BREACHDESK_LISTEN: `127.0.0.1:${port}`,
    BREACHDESK_DATABASE: database,
  };
  const address = `http://127.0.0.1:${port}`;
  let child = null;
  let printed = "";
  const begin = async (until) => {
    printed = "";
    child = spawn(binary, ["serve"], { cwd: folder, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    await new Promise((resolve, reject) => {
      const silence = setTimeout(() => reject(new Error(`serve did not come to say ${until}; it printed:\n${printed}`)), 60_000);
      const hear = (data) => {
        printed += data;
        if (until.test(printed)) {
          clearTimeout(silence);
          resolve();
        }
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("exit", (code, signal) => {
        clearTimeout(silence);
        reject(new Error(`serve ended (${code ?? signal}); it printed:\n${printed}`));
      });
    });
  };
  const end = async (signal) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  };
  return {
    address,
    /** Starts and resolves to the set-up link. */
    async first() {
      await begin(/\/set-up\/\S+\n[\s\S]*serves/);
      return printed.match(/http\S*\/set-up\/\S+/)[0];
    },
    start: () => begin(/Breachdesk serves/),
    /** As a power cut does it. */
    kill: () => end("SIGKILL"),
    command: (...args) => run(binary, args, env),
    async stop() {
      if (child) await end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
