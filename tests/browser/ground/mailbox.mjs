// A mail server of our own for `serve`: takes every mail, keeps it, sends nothing on.

import { createServer } from "node:net";

export async function startMailbox() {
  const mails = [];
  const waiting = new Set();
  const server = createServer((socket) => {
    socket.setEncoding("utf8");
    socket.on("error", () => {});
    let rest = "";
    let mail = null;
    let to = [];
    const say = (line) => socket.write(`${line}\r\n`);
    say("220 mailbox.example.org ESMTP");
    const hear = (line) => {
      if (mail !== null) {
        if (line !== ".") {
          mail.push(line.startsWith(".") ? line.slice(1) : line);
          return;
        }
        const taken = { to, raw: mail.join("\n") };
        mails.push(taken);
        mail = null;
        to = [];
        say("250 2.0.0 taken");
        for (const look of waiting) look();
        return;
      }
      const verb = line.split(/[ :]/)[0].toUpperCase();
      if (verb === "EHLO" || verb === "HELO") say("250 mailbox.example.org");
      else if (verb === "RCPT") {
        to.push(line.match(/<([^>]*)>/)?.[1] ?? "");
        say("250 2.1.5 ok");
      } else if (verb === "DATA") {
        mail = [];
        say("354 go on");
      } else if (verb === "QUIT") {
        say("221 2.0.0 bye");
        socket.end();
      } else say("250 2.0.0 ok");
    };
    socket.on("data", (data) => {
      const lines = (rest + data).split("\r\n");
      rest = lines.pop();
      lines.forEach(hear);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    mails,
    /** The first mail to `address` whose text holds `word`; waits for it. */
    async mailTo(address, word = "", { seconds = 60 } = {}) {
      const found = () => mails.find(({ to, raw }) => to.includes(address) && textOf(raw).includes(word));
      if (found()) return textOf(found().raw);
      await new Promise((resolve, reject) => {
        const look = () => {
          if (!found()) return;
          clearTimeout(patience);
          waiting.delete(look);
          resolve();
        };
        const patience = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no mail to ${address} with “${word}” after ${seconds} s; ${mails.length} came, to ${mails.flatMap((m) => m.to).join(", ")}`));
        }, seconds * 1000);
        waiting.add(look);
      });
      return textOf(found().raw);
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The text of a mail, with quoted-printable and base64 undone; good enough for what the desk writes. */
export function textOf(raw) {
  const [head, ...parts] = raw.split(/\n(?=Content-Transfer-Encoding:)/i);
  if (parts.length === 0) return raw;
  const texts = parts.map((part) => {
    const how = part.match(/^Content-Transfer-Encoding:\s*([\w-]+)/i)?.[1].toLowerCase();
    const body = part.slice(part.indexOf("\n\n") + 2).split(/\n--/)[0];
    if (how === "base64") return Buffer.from(body.replaceAll(/\s/g, ""), "base64").toString("utf8");
    if (how === "quoted-printable") {
      const bytes = body.replaceAll(/=\n/g, "").replaceAll(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, "latin1").toString("utf8");
    }
    return body;
  });
  return [head, ...texts].join("\n");
}
