// Opens every page of a built site in Chromium and reports what happens, as JSON.
//
// usage: node check.mjs < {"build": "folder", "paths": ["/..."], "content": "selector",
//                          "views": bool, "audited": ["/..."], "copies": bool,
//                          "search": "words" or null}
//
// content: CSS selector of what is ours on a page; the rest is the theme's, and so is what
// it puts into our content: Material's frame of a copy button is a landmark without a name.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { browse } from "./browser.mjs";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROME = ".md-code__nav";
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
// Each differs from the one before in one thing.
const VIEWS = [
  { scheme: "light", viewport: WIDE },
  { scheme: "light", viewport: NARROW },
  { scheme: "dark", viewport: NARROW },
  { scheme: "dark", viewport: WIDE },
];

/** Report what a page says and asks for, from now on. */
function listen(page, report) {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      report.console.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => report.console.push(String(error)));
  page.on("dialog", async (dialog) => {
    report.console.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
}

/** Show what a reader has to ask for: folded parts and the panels of tabs. */
async function unfold(page) {
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("details:not([open])")) {
      one.open = true;
      one.dataset.collapsed = "false";
    }
    for (const one of document.querySelectorAll("[role=tabpanel]")) one.hidden = false;
  });
}

/** Wait until the page answers: scripts have taken over what was sent. */
async function isReady(page) {
  await page.waitForFunction(
    () =>
      document.querySelector("#__docusaurus") === null ||
      document.documentElement.dataset.hasHydrated === "true",
  );
}

async function inspect(page, content, audits) {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  // A table that scrolls within itself hides columns.
  const clipped = await page.evaluate(
    (selector) =>
      [...document.querySelectorAll(`:is(${selector}) table`)].filter((table) => {
        for (let one = table; one !== document.body; one = one.parentElement) {
          const scrolls = ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
          if (scrolls && one.scrollWidth > one.clientWidth + 1) return true;
        }
        return false;
      }).length,
    content,
  );
  if (!audits) return { overflow, clipped, violations: null };
  const violations = await page.evaluate(async ([include, exclude]) => {
    // Code is thousands of tokens of some ten kinds: one of a kind stands for all.
    const kinds = new Set();
    for (const token of document.querySelectorAll("pre code span:not(:has(*))")) {
      const kind = token.className + token.getAttribute("style");
      token.hidden = kinds.has(kind);
      kinds.add(kind);
    }
    const found = await window.axe.run(
      { include, exclude },
      { resultTypes: ["violations"] },
    );
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`),
    );
  }, [content, CHROME]);
  return { overflow, clipped, violations };
}

async function look(page, content, audits) {
  const views = [];
  if (audits) await page.addScriptTag({ content: AXE });
  for (const { scheme, viewport } of VIEWS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    // A theme that follows the system does so in a call-back of its own.
    await page.waitForFunction(
      (wanted) => {
        const { theme } = document.documentElement.dataset;
        const material = { default: "light", slate: "dark" };
        const { mdColorScheme } = document.body.dataset;
        return (theme ?? material[mdColorScheme] ?? wanted) === wanted;
      },
      scheme,
    );
    await unfold(page);
    // Colours may fade over: what counts is where they end.
    await page.evaluate(() => {
      for (const one of document.getAnimations()) one.finish();
    });
    const size = viewport === WIDE ? "wide" : "narrow";
    views.push({ view: `${scheme} ${size}`, ...(await inspect(page, content, audits)) });
  }
  return views;
}

/** Wait until a tab is the chosen one of its group; false if that does not happen. */
async function isChosen(tab) {
  const element = await tab.elementHandle();
  const chosen = (one) => one.getAttribute("aria-selected") === "true";
  const page = tab.page();
  return page.waitForFunction(chosen, element, { timeout: 3000 }).then(
    () => true,
    () => false,
  );
}

/** Count the groups of tabs that follow both the mouse and the keyboard. */
async function tryTabs(page) {
  // Numbered first: a choice in one group may show or hide another one.
  const count = await page.evaluate(() => {
    const groups = [...document.querySelectorAll("[role=tablist]")];
    const visible = groups.filter((group) => group.checkVisibility());
    visible.forEach((group, index) => group.setAttribute("data-group", index));
    return visible.length;
  });
  let working = 0;
  for (let index = 0; index < count; index += 1) {
    const group = page.locator(`[data-group="${index}"]`);
    const panel = group.locator("xpath=following-sibling::*[1]/*[@role='tabpanel' and not(@hidden)]");
    const tabs = group.locator("[role=tab]");
    const [first, last] = [tabs.first(), tabs.last()];
    await last.click();
    const byMouse = await isChosen(last);
    const shownLast = await panel.textContent();
    await last.focus();
    await page.keyboard.press("ArrowRight"); // around, to the first
    await page.keyboard.press("Enter");
    const byKeyboard = await isChosen(first);
    if (byMouse && byKeyboard && shownLast !== (await panel.textContent())) working += 1;
  }
  return { groups: count, working };
}

/** Copy with the keyboard, and tell what is on the clipboard then. */
async function tryCopying(page, key) {
  const button = page
    .locator("article button:is([aria-label^='Copy '], [data-md-type='copy']):visible")
    .first();
  if ((await button.count()) === 0) return null;
  // Beside a name, or within a block of code.
  const code = button.locator("xpath=(preceding-sibling::code | ancestor::pre//code)[1]");
  const name = await code.textContent();
  await page.evaluate(() => navigator.clipboard?.writeText("before"));
  await button.focus();
  await page.keyboard.press(key);
  const status = page.locator("[role=status], .md-dialog", { hasText: "Copied" });
  await status.waitFor({ state: "attached", timeout: 5000 });
  const isFocused = await button.evaluate((one) => one === document.activeElement);
  return { name, label: await button.getAttribute("aria-label"), isFocused };
}

async function clipboard(context, address) {
  const page = await context.newPage();
  await page.goto(`${address}/img/favicon.svg`);
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await page.close();
  return text;
}

async function copying(context, address, paths) {
  const report = [];
  for (const { key, hasClipboard } of [
    { key: "Enter", hasClipboard: true },
    { key: "Space", hasClipboard: true },
    { key: "Enter", hasClipboard: false },
  ]) {
    const page = await context.newPage();
    if (!hasClipboard) {
      await page.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });
      });
    }
    for (const path of paths) {
      await page.goto(address + path, { waitUntil: "load" });
      await isReady(page);
      const tried = await tryCopying(page, key);
      if (tried !== null) {
        const copied = await clipboard(context, address);
        report.push({ path, key, hasClipboard, ...tried, copied });
        break;
      }
    }
    await page.close();
  }
  return report;
}

async function search(context, address, words) {
  const page = await context.newPage();
  await page.setViewportSize(WIDE);
  await page.goto(`${address}/`, { waitUntil: "load" });
  await isReady(page);
  const box = page.locator("input[type=search], input[name=query], .navbar__search-input");
  await box.first().click();
  await box.first().pressSequentially(words, { delay: 20 });
  const hit = page.locator("[role=option], .md-search-result__link").first();
  await hit.waitFor({ timeout: 15000 });
  await hit.click();
  await page.waitForURL((url) => url.pathname !== "/");
  await page.locator("article", { hasText: words }).first().waitFor();
  const found = (await page.locator("article").first().textContent()).includes(words);
  const path = new URL(page.url()).pathname;
  await page.close();
  return { path, found };
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const asked = JSON.parse(Buffer.concat(chunks).toString("utf8"));

const report = await browse(asked.build, async (context, address) => {
  const strangers = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== address && !["data:", "blob:"].includes(url.protocol)) {
      strangers.push(request.url());
    }
  });
  await context.addInitScript(() => {
    globalThis.pwned = () => {
      globalThis.wasPwned = true;
    };
  });
  const pages = {};
  for (const path of asked.paths) {
    const page = await context.newPage();
    const one = { console: [] };
    listen(page, one);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.setViewportSize(WIDE);
    await page.goto(address + path, { waitUntil: "load" });
    await isReady(page);
    if (asked.views) {
      one.tabs = await tryTabs(page);
      one.views = await look(page, asked.content, asked.audited.includes(path));
    } else {
      await unfold(page);
    }
    one.wasPwned = await page.evaluate(() => globalThis.wasPwned === true);
    pages[path] = one;
    await page.close();
  }
  return {
    pages,
    copied: asked.copies ? await copying(context, address, asked.paths) : [],
    search: asked.search ? await search(context, address, asked.search) : null,
    strangers,
  };
});
process.stdout.write(JSON.stringify(report));
