// Takes pictures of pages of a built site.
//
// usage: node screenshots.mjs BUILD PICTURES [PATH ...]
//
// Each PATH, such as /providers/acme/, gives four pictures: light and dark, wide and
// narrow. Without any, the page with the most text is taken.

import { mkdir, readdir, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { browse } from "./browser.mjs";

const SIZES = { wide: { width: 1280, height: 860 }, narrow: { width: 390, height: 844 } };

async function longest(build) {
  const found = [];
  for (const path of await readdir(build, { recursive: true })) {
    if (path.endsWith("index.html")) {
      found.push({ path, size: (await stat(join(build, path))).size });
    }
  }
  found.sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1));
  return `/${relative(".", found[0].path).split(sep).slice(0, -1).join("/")}/`;
}

const [build, pictures, ...given] = process.argv.slice(2);
if (pictures === undefined) {
  process.stderr.write("usage: node screenshots.mjs BUILD PICTURES [PATH ...]\n");
  process.exit(2);
}
const folder = resolve(build);
const paths = given.length > 0 ? given : [await longest(folder)];
await mkdir(pictures, { recursive: true });
await browse(folder, async (context, address) => {
  const page = await context.newPage();
  for (const path of paths) {
    for (const scheme of ["light", "dark"]) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        await page.setViewportSize(viewport);
        await page.goto(address + path, { waitUntil: "networkidle" });
        const [, anchor] = path.split("#");
        if (anchor) await page.locator(`[id="${anchor}"]`).scrollIntoViewIfNeeded();
        const name = path.replace(/[^a-z0-9_]+/gi, "-").replace(/^-|-$/g, "") || "home";
        await page.screenshot({ path: join(pictures, `${name}-${scheme}-${size}.png`) });
      }
    }
  }
});
