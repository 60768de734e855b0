// Compiles pages as MDX 3 and reports what is on them, as JSON on standard output.
//
// usage: node compile.mjs < {"pages": {"path": "text"}}
//
// For each page: the error, if it does not compile; the headings with their anchors;
// the names of JSX elements; expressions and modules that are not the page's own
// strings and imports; links; the visible text.

import { compile } from "@mdx-js/mdx";
import GithubSlugger from "github-slugger";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";

const HEADING_ID = /^\/\*\s*#([A-Za-z0-9_-]+)\s*\*\/$/;

function text(node) {
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  if (node.type === "break") return "\n";
  return (node.children ?? []).map(text).join("");
}

function survey(tree) {
  const found = {
    headings: [],
    elements: [],
    attributes: [],
    expressions: [],
    modules: [],
    links: [],
    images: 0,
    text: "",
  };
  const slugger = new GithubSlugger();
  const visit = (node) => {
    switch (node.type) {
      case "heading": {
        const last = node.children.at(-1);
        const own =
          last?.type === "mdxTextExpression" ? HEADING_ID.exec(last.value) : null;
        const words = text(node).trim();
        found.headings.push({ words, id: own ? own[1] : slugger.slug(words) });
        break;
      }
      case "mdxJsxFlowElement":
      case "mdxJsxTextElement":
        found.elements.push(node.name);
        for (const one of node.attributes) {
          const value =
            one.value !== null && typeof one.value === "object"
              ? { expression: one.value.value }
              : { text: one.value };
          found.attributes.push({ element: node.name, name: one.name ?? null, ...value });
        }
        break;
      case "mdxTextExpression":
      case "mdxFlowExpression":
        if (!HEADING_ID.test(node.value)) found.expressions.push(node.value);
        break;
      case "mdxjsEsm":
        found.modules.push(node.value);
        break;
      case "link":
        found.links.push(node.url);
        break;
      case "image":
        found.images += 1;
        break;
    }
    for (const child of node.children ?? []) visit(child);
  };
  visit(tree);
  found.text = text(tree);
  return found;
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { pages } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const report = {};
for (const [path, source] of Object.entries(pages)) {
  let tree = null;
  const keep = () => (parsed) => {
    tree = structuredClone(parsed);
  };
  try {
    await compile(source, { remarkPlugins: [remarkFrontmatter, remarkGfm, keep] });
    report[path] = { error: null, ...survey(tree) };
  } catch (error) {
    report[path] = { error: String(error) };
  }
}
process.stdout.write(JSON.stringify(report));
