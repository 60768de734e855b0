// A headless Chromium and a small server on 127.0.0.1, for checks and pictures.

import { createServer } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, normalize, sep } from "node:path";
import { chromium } from "playwright-core";

const KINDS = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
};

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Whatever asks for a name gets none.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Serve a built site; resolves to its address and a function that ends it. */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const wanted = normalize(join(folder, path.endsWith("/") ? `${path}index.html` : path));
    try {
      if (!wanted.startsWith(folder + sep)) throw new Error("outside");
      const body = await readFile(wanted);
      const kind = KINDS[extname(wanted)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": kind }).end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${server.address().port}`, close };
}

/** Run something with a site in a fresh browser, and leave nothing behind. */
export async function browse(folder, work) {
  const profile = await mkdtemp(join(tmpdir(), "browser-"));
  const site = await serve(folder);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  try {
    return await work(context, site.address);
  } finally {
    await context.close();
    await site.close();
    await rm(profile, { recursive: true, force: true });
  }
}
