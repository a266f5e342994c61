// What the build changes in packages of others, so that they keep to our content security policy.
// The code that shows the bpmn.io logo is not touched: its licence forbids it.
import { readFileSync } from "node:fs";

const changes = [
  {
    // CodeMirror writes <style> elements into a page; adopted style sheets do the same and are allowed.
    file: /style-mod\/src\/style-mod\.js$/,
    from: "if (!root.head && root.adoptedStyleSheets && win.CSSStyleSheet)",
    to: "if (root.adoptedStyleSheets && win.CSSStyleSheet)",
  },
  {
    // An inline style; the height stands in our own style.
    file: /bpmn-js-properties-panel\/dist\/index\.esm\.js$/,
    from: '<div style="height: 100%" tabindex="-1" class="bio-properties-panel-container">',
    to: '<div tabindex="-1" class="bio-properties-panel-container">',
  },
  {
    // Icons whose colours stand in style attributes: SVG has attributes of its own for them.
    file: /bpmn-js\/lib\/features\/(align|distribute)-elements\/\w+Icons\.js$/,
    from: /style="([^"]*)"/g,
    to: (_, style) =>
      style
        .split(";")
        .filter(Boolean)
        .map((part) => part.replace(/^([a-z-]+):(.*)$/, '$1="$2"'))
        .join(" "),
  },
];

// The form editor has English words in its code, and no way to hand others in.
const list = (name) => Object.entries(JSON.parse(readFileSync(new URL(`js/bengkel/${name}.json`, import.meta.url), "utf-8")));
const wordings = [
  [/@bpmn-io\/form-js-editor\/dist\/index\.es\.js$/, list("kata-formulir"), ["label", "tooltip", "children", "title", "placeholder"]],
  [/form-js-editor\/node_modules\/@bpmn-io\/form-js-viewer\/dist\/index\.es\.js$/, list("kata-komponen"), ["label", "name"]],
];

function inIndonesian(text, words, places) {
  let said = text;
  for (const [from, to] of words) {
    const written = new RegExp(`\\b(${places.join("|")}): (['"])${from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\2`, "g");
    const after = said.replace(written, (_, place) => `${place}: ${JSON.stringify(to)}`);
    if (!written.test(said)) throw new Error(`the form editor no longer says ${from}`);
    said = after;
  }
  return said;
}

export const strictPolicy = {
  name: "strict-policy",
  setup(build) {
    const read = (path) => readFileSync(path, "utf-8");
    for (const { file, from, to } of changes) {
      build.onLoad({ filter: file }, ({ path }) => {
        const before = read(path);
        const after = before.replace(from, to);
        if (after === before) throw new Error(`${path} has changed: look again at what breaks the policy`);
        return { contents: after, loader: "js" };
      });
    }
    for (const [filter, words, places] of wordings) {
      build.onLoad({ filter }, ({ path }) => ({ contents: inIndonesian(read(path), words, places), loader: "js" }));
    }
  },
};

// Of each icon font the one format that every browser of today reads; the policy allows no data: fonts.
export const fonts = {
  name: "fonts",
  setup(build) {
    build.onLoad({ filter: /-font\/css\/\w+\.css$/ }, ({ path }) => {
      const css = readFileSync(path, "utf-8");
      const [, woff2] = /url\('([^'?]+\.woff2)\?\d+'\)/.exec(css);
      const face = /@font-face\s*\{[^}]*\}/.exec(css)[0];
      const [, family] = /font-family:\s*'([^']+)'/.exec(face);
      const mended = `@font-face{font-family:"${family}";src:url("${woff2}") format("woff2")}`;
      return { contents: css.replace(face, mended).replace(/@media screen[^{]*\{\s*@font-face[^}]*\}\s*\}/, ""), loader: "css" };
    });
  },
};
