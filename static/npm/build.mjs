// Builds what the server embeds: ../app.css (Tabler, cut down to the classes in use, under theme.css), ../htmx.js (as
// published) and ../../templates/icons_list.go. With --check it writes nothing and fails where a file is not what it
// would build.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "node_modules");
const templates = join(here, "../../templates");
const read = (...path) => readFileSync(join(...path), "utf8");

// Classes that Go puts together; no template spells them out.
const safelist = [/^level-/, /^state-/, /^designation-/, /^banner-/, /^figure-/, /^timeline-/, /^width-/];

// Names that theme.css defines by itself, so that Tabler's rules for them stay out.
const ours = [
  "bar", "bars", "brand", "chart", "count", "choice", "choices", "empty", "facts", "field", "figure", "fold", "flash", "foot", "head", "hint", "icon", "lead", "legend", "line", "lines",
  "btn", "btn-danger", "btn-primary", "btn-quiet", "mark", "menu", "page", "page-narrow", "page-wide", "pager", "panel",
  "prose", "search", "skip", "state", "status", "table", "tabs", "timeline",
];

// words gives the words of a class attribute, also where Go makes it: class={ "a b", templ.KV("c", yes) }.
function words(source) {
  const quoted = source.startsWith("{") ? [...source.matchAll(/"([^"]*)"/g)].map((m) => m[1]).join(" ") : source;
  return quoted.match(/[\w-]+/g) ?? [];
}

// usedBy lists the element names, classes and attributes of a template or script. Prose is left out, so that a sentence
// never changes the style sheet.
function usedBy(source) {
  const classes = [...source.matchAll(/class=(?:"([^"]*)"|(\{[^}]*\}))/g)].flatMap((m) => words(m[1] ?? m[2]));
  const given = [...source.matchAll(/(?:return|Class:|classList\.\w+\(|className =|class(?:es)? \+?=)\s*"([^"]*)"/g)].flatMap((m) => words(m[1]));
  const tags = [...source.matchAll(/<([a-z][a-z0-9]*)/g)].map((m) => m[1]);
  const attributes = [...source.matchAll(/\s([a-z][a-z-]*)\??=/g)].map((m) => m[1]);
  return [...classes, ...given, ...tags, ...attributes, "html", "body", "type"];
}

// sources are the templates, their view structs and our own scripts. The pages of contacts, guest*.templ and shared*.templ,
// have a style sheet of their own.
function sources() {
  const inTemplates = readdirSync(templates)
    .filter((name) => !/^(guest|shared)_?/.test(name))
    .filter((name) => name.endsWith(".templ") || (name.endsWith(".go") && !/_(templ|test|list)\.go$/.test(name)))
    .map((name) => join(templates, name));
  const scripts = readdirSync(join(here, ".."))
    .filter((name) => name.endsWith(".js") && name !== "htmx.js")
    .map((name) => join(here, "..", name));
  return [...inTemplates, ...scripts].sort();
}

// themed finds rules of Tabler's own themes, which theme.css replaces with the colors of its palettes.
const themed = /data-bs-theme|theme-dark|data-theme|data-bs-navbar-theme|data-bs-theme-/;

const scrollbars = /::-webkit-scrollbar/;

// recent finds colors that phones of 2022 do not understand; theme.css sets plain ones in their place.
const recent = /light-dark\(|color-mix\(|oklch\(|oklab\(/;

async function tabler() {
  const css = read(modules, "@tabler/core/dist/css/tabler.css");
  const used = [...new Set(sources().flatMap((file) => usedBy(readFileSync(file, "utf8"))))].sort();
  const [purged] = await new PurgeCSS().purge({
    content: [{ raw: used.join(" "), extension: "txt" }],
    css: [{ raw: css }],
    defaultExtractor: (text) => text.split(" "),
    blocklist: ours,
    safelist: { standard: safelist },
    keyframes: true,
    fontFace: true,
  });
  const root = postcss.parse(purged.css);
  root.walkComments((comment) => comment.remove());
  root.walkRules((rule) => {
    if (scrollbars.test(rule.selector) || (themed.test(rule.selector) && !rule.selector.includes(":root,"))) rule.remove();
  });
  root.walkDecls((decl) => {
    if (recent.test(decl.value)) decl.remove();
  });
  return root;
}

// palettes writes the dark palette twice: for those who chose it, and for those who follow their system. Paper is light.
function palettes(root) {
  root.walkAtRules("dark", (dark) => {
    const chosen = postcss.rule({ selector: "[data-bs-theme=dark]" });
    const system = postcss.rule({ selector: "html:not([data-bs-theme])" });
    for (const rule of [chosen, system]) rule.append(dark.nodes.map((node) => node.clone()));
    const screen = postcss.atRule({ name: "media", params: "screen" }).append(chosen);
    const follows = postcss.atRule({ name: "media", params: "screen and (prefers-color-scheme: dark)" }).append(system);
    dark.replaceWith(screen, follows);
  });
}

// prune drops what would be dead weight: pictures inside the sheet, which the content security policy refuses, values of
// the palette that are set again, and variables that nothing reads.
function prune(root) {
  root.walkDecls((decl) => {
    if (decl.value.includes("url(")) decl.remove();
  });
  const last = new Map();
  root.each((rule) => {
    if (rule.type !== "rule" || !rule.selector.startsWith(":root")) return;
    rule.walkDecls(/^--/, (decl) => {
      last.get(decl.prop)?.remove();
      last.set(decl.prop, decl);
    });
  });
  for (let dropped = true; dropped; ) {
    dropped = false;
    const seen = new Set();
    root.walkDecls((decl) => {
      for (const [, name] of decl.value.matchAll(/var\(\s*(--[\w-]+)/g)) seen.add(name);
    });
    root.walkDecls(/^--/, (decl) => {
      if (seen.has(decl.prop)) return;
      decl.remove();
      dropped = true;
    });
  }
  root.walkRules((rule) => {
    if (rule.nodes.length === 0) rule.remove();
  });
}

async function styles() {
  const root = await tabler();
  root.append(postcss.parse(read(here, "theme.css")));
  palettes(root);
  prune(root);
  const { code } = transform({ filename: "app.css", code: Buffer.from(root.toString()), minify: true });
  return "/*! Tabler v1.6.1, MIT, (c) 2018-2026 The Tabler Authors */\n" + code.toString() + "\n";
}

// icons makes the list of drawings for Go, each without the frame that they share.
function icons() {
  const names = JSON.parse(read(here, "icons.json")).sort();
  const lines = names.map((name) => {
    const drawing = read(modules, "@tabler/icons/icons/outline", name + ".svg")
      .replace(/<svg[^>]*>|<\/svg>|<path stroke="none"[^>]*>/g, "")
      .replace(/\s+/g, " ")
      .replace(/ ?\/> ?/g, "/>")
      .trim();
    return "\t{" + JSON.stringify(name) + ", `" + drawing + "`},\n";
  });
  return "// Code generated by static/npm/build.mjs from @tabler/icons (MIT). DO NOT EDIT.\n\npackage templates\n\n" +
    "// drawings are the icons in the order of their names.\nvar drawings = []drawing{\n" + lines.join("") + "}\n";
}

const built = {
  "../app.css": await styles(),
  "../htmx.js": read(modules, "htmx.org/dist/htmx.min.js"),
  "../../templates/icons_list.go": icons(),
};
if (process.argv.includes("--check")) {
  const stale = Object.keys(built).filter((path) => !existsSync(join(here, path)) || read(here, path) !== built[path]);
  if (stale.length > 0) {
    console.error(`Not what the sources build (run: make static): ${stale.join(", ")}`);
    process.exit(1);
  }
} else {
  for (const [path, content] of Object.entries(built)) writeFileSync(join(here, path), content);
}
