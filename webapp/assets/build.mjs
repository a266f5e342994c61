// Builds the pages' style and script into ../static/build: hashed names, manifest.json, .gz beside each file.
// Run `npm ci` once, then `node build.mjs`. Nothing is fetched; the same sources always give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { fonts, strictPolicy } from "./build-policy.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "build");
const files = new Map(); // fonts that a style brings: name to bytes
const styles = ["app.css", "aktivitas.css", "kokpit.css", "bengkel-diagram.css", "bengkel-formulir.css", "bengkel-tabel.css", "bengkel-dampak.css"];
const scripts = [
  "app.js",
  "aktivitas.js",
  "pekerja.js",
  "kokpit.js",
  "kunci-sandi.js",
  "bengkel-diagram.js",
  "bengkel-formulir.js",
  "bengkel-tabel.js",
];
// Styles of packages that come before our own.
const formEditor = ["form-js", "form-js-editor", "draggle", "properties-panel"];
const table = ["dmn-js-shared", "dmn-js-decision-table", "dmn-js-decision-table-controls", "dmn-font/css/dmn"];
const before = {
  "bengkel-diagram.css": [
    "diagram-js/assets/diagram-js.css",
    "bpmn-js/dist/assets/bpmn-js.css",
    "bpmn-js/dist/assets/bpmn-font/css/bpmn.css",
    "@bpmn-io/properties-panel/dist/assets/properties-panel.css",
  ],
  "bengkel-formulir.css": formEditor.map((name) => `@bpmn-io/form-js/dist/assets/${name}.css`),
  "bengkel-tabel.css": table.map((name) => `dmn-js/dist/assets/${name}.css`),
};
const budgets = {
  "app.css": 16 * 1024,
  "aktivitas.css": 2 * 1024,
  "kokpit.css": 2 * 1024,
  "bengkel-dampak.css": 3 * 1024,
  "kokpit.js": 1024,
  "kunci-sandi.js": 2 * 1024,
  "app.js": 20 * 1024,
  "aktivitas.js": 6 * 1024,
  "pekerja.js": 1024,
  "bengkel-diagram.css": 20 * 1024,
  "bengkel-formulir.css": 24 * 1024,
  "bengkel-tabel.css": 16 * 1024,
  "bengkel-diagram.js": 550 * 1024,
  "bengkel-formulir.js": 400 * 1024,
  "bengkel-tabel.js": 350 * 1024,
};

async function buildStyle(name) {
  const { css } = sass.compile(join(here, "sass", name.replace(".css", ".scss")), {
    loadPaths: [join(here, "node_modules")],
    quietDeps: true,
    charset: false,
  });
  // Our tokens define every functional colour, so GOV.UK's own values behind the comma are dead weight.
  const own = css.replace(/var\((--govuk-[a-z-]+-colour), ?#[0-9a-f]+\)/g, "var($1)");
  const imports = (before[name] ?? []).map((path) => `@import "./${path}";\n`).join("");
  const result = await esbuild.build({
    stdin: { contents: `${imports}${own}`, loader: "css", resolveDir: join(here, "node_modules") },
    bundle: true,
    minify: true,
    write: false,
    outdir: out,
    assetNames: "[name].[hash]",
    loader: { ".woff2": "file" },
    plugins: [fonts],
    target: ["chrome88", "firefox88", "safari14"],
  });
  const isStyle = (file) => file.path.endsWith(".css");
  for (const file of result.outputFiles) if (!isStyle(file)) files.set(basename(file.path), file.contents);
  return result.outputFiles.find(isStyle).text;
}

async function buildScript(name) {
  const result = await esbuild.build({
    entryPoints: [join(here, "js", name)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
    legalComments: "none",
    plugins: [strictPolicy],
  });
  return result.outputFiles[0].text;
}

function write(name, text) {
  const bytes = Buffer.from(text);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const [stem, extension] = name.split(".");
  const hashed = `${stem}.${hash}.${extension}`;
  const packed = gzipSync(bytes, { level: 9 });
  writeFileSync(join(out, hashed), bytes);
  writeFileSync(join(out, `${hashed}.gz`), packed);
  console.log(`${hashed}  ${bytes.length} bytes, ${packed.length} gz`);
  if (packed.length > budgets[name]) {
    throw new Error(`${name} is ${packed.length} bytes gz; its budget is ${budgets[name]}`);
  }
  return hashed;
}

// The old files go last: whoever starts meanwhile finds one whole build, the old or the new.
const build = async (names, one) => Promise.all(names.map(async (name) => [name, await one(name)]));
const texts = Object.fromEntries([...(await build(styles, buildStyle)), ...(await build(scripts, buildScript))]);
mkdirSync(out, { recursive: true });
for (const [name, bytes] of files) writeFileSync(join(out, name), bytes);
const manifest = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, write(name, text)]));
writeFileSync(join(out, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
renameSync(join(out, "manifest.json.new"), join(out, "manifest.json"));
const kept = ["manifest.json", ...files.keys(), ...Object.values(manifest).flatMap((name) => [name, `${name}.gz`])];
for (const name of readdirSync(out)) if (!kept.includes(name)) rmSync(join(out, name));
