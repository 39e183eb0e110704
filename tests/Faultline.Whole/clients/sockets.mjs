// A WebSocket through an application load balancer: at its node, and by its name at the gateway.
import WebSocket from "ws";
import { assert, run } from "./client.mjs";

const { NODE, GATEWAY, NAME } = process.env;
const Messages = 1000;

// Texts and bytes, from none to some that need frames of every kind of length.
const message = (i) => {
  const bytes = Buffer.alloc(i % 100 === 99 ? 70_000 + i : i, i % 251);
  return i % 2 ? bytes : bytes.toString("latin1").replace(/[^a-z]/g, "x");
};

async function talk(url, headers) {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const echoed = new Promise((resolve, reject) => {
    let count = 0;
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`closed with ${code} after ${count} messages`)));
    socket.on("message", (data, isBinary) => {
      const sent = message(count);
      try {
        assert.equal(isBinary, typeof sent !== "string");
        assert.ok(Buffer.from(sent).equals(data), `message ${count} is another one`);
      } catch (error) {
        reject(error);
      }
      if (++count === Messages) resolve();
    });
  });
  for (let i = 0; i < Messages; i++) socket.send(message(i));
  await echoed;
  const closed = new Promise((resolve) => socket.once("close", (code, reason) => resolve(`${code} ${reason}`)));
  socket.close(1000, "done");
  assert.equal(await closed, "1000 done");
}

await run({
  "1,000 messages come back from a node": () => talk(NODE),
  "1,000 messages come back by the name at the gateway": () => talk(GATEWAY, { Host: NAME }),
});
