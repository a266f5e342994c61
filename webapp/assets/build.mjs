// Builds the pages' style and script into ../static/build: hashed names, manifest.json, .gz beside each file.
// Run `npm ci` once, then `node build.mjs`. Nothing is fetched; the same sources always give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "build");
const styles = ["app.css", "aktivitas.css"];
const scripts = ["app.js", "aktivitas.js", "pekerja.js"];
const budgets = {
  "app.css": 16 * 1024,
  "aktivitas.css": 2 * 1024,
  "app.js": 20 * 1024,
  "aktivitas.js": 6 * 1024,
  "pekerja.js": 1024,
};

function buildStyle(name) {
  const { css } = sass.compile(join(here, "sass", name.replace(".css", ".scss")), {
    loadPaths: [join(here, "node_modules")],
    quietDeps: true,
    charset: false,
  });
  // Our tokens define every functional colour, so GOV.UK's own values behind the comma are dead weight.
  const own = css.replace(/var\((--govuk-[a-z-]+-colour), ?#[0-9a-f]+\)/g, "var($1)");
  return esbuild.transformSync(own, { loader: "css", minify: true, target: ["chrome88", "firefox88", "safari14"] }).code;
}

function buildScript(name) {
  const result = esbuild.buildSync({
    entryPoints: [join(here, "js", name)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022"],
    legalComments: "none",
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
const build = (names, one) => names.map((name) => [name, one(name)]);
const texts = Object.fromEntries([...build(styles, buildStyle), ...build(scripts, buildScript)]);
mkdirSync(out, { recursive: true });
const manifest = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, write(name, text)]));
writeFileSync(join(out, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
renameSync(join(out, "manifest.json.new"), join(out, "manifest.json"));
const kept = Object.values(manifest).flatMap((name) => [name, `${name}.gz`]);
for (const name of readdirSync(out)) if (![...kept, "manifest.json"].includes(name)) rmSync(join(out, name));
