// A target at the port that it is told: echoes bodies as they come, and the messages of WebSockets. Ends with its parent.
import http from "node:http";
import { WebSocketServer } from "ws";

const server = http.createServer((request, answer) => {
  if (request.url.startsWith("/echo")) {
    answer.setHeader("content-type", "application/octet-stream");
    request.pipe(answer);
  } else {
    const { method, url, httpVersion, headers } = request;
    answer.end(`${method} ${url} ${httpVersion} ${headers.host} ${headers["x-forwarded-proto"]}\n`);
  }
});

new WebSocketServer({ server }).on("connection", (socket) => {
  socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("Ready."));
process.stdin.on("end", () => process.exit(0)).resume();
