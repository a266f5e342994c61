// What the build changes in packages of others, so that they keep to our content security policy.
// The code that shows the bpmn.io logo is not touched: its licence forbids it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

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

// The form editor has English words in its code, and no way to hand others in: `kata` is put around them.
const KATA = fileURLToPath(new URL("js/bengkel/kamus-formulir.js", import.meta.url));
const list = (name) => Object.keys(JSON.parse(readFileSync(new URL(`js/bengkel/${name}.json`, import.meta.url), "utf-8")));
const EDITOR = /@bpmn-io\/form-js-editor\/dist\/index\.es\.js$/;
const VIEWER = /form-js-editor\/node_modules\/@bpmn-io\/form-js-viewer\/dist\/index\.es\.js$/;
const wordings = [
  [EDITOR, list("kata-formulir"), ["label", "tooltip", "children", "title", "placeholder", "description", "text"]],
  [VIEWER, list("kata-komponen"), ["label", "name", '"aria-label"']],
];
const onCanvas = [
  ["valueLabel || 'Select'", 'valueLabel || kata("Select …")'],
  ["placeholder: getLocaleReadableDateFormat()", "placeholder: kata(getLocaleReadableDateFormat())"],
];
// Sentences with something in between, and the panel's own way to translate, which nobody calls.
const filled = [
  ["title: `Create ${getIndefiniteArticle(type)} ${label} element`", 'title: kata("Create {type}", { type: label })'],
  ["return `Remove ${entry.label}`", 'return kata("Remove {type}", { type: entry.label })'],
  ["return `Minimum ${MIN_COLUMNS} columns are allowed`", 'return kata("Minimum {n} columns are allowed", { n: MIN_COLUMNS })'],
  ["return `Maximum ${MAX_COLUMNS} columns are allowed`", 'return kata("Maximum {n} columns are allowed", { n: MAX_COLUMNS })'],
  [
    "return `New value exceeds the maximum of ${MAX_COLUMNS_PER_ROW} columns per row`",
    'return kata("New value exceeds the maximum of {n} columns per row", { n: MAX_COLUMNS_PER_ROW })',
  ],
  [
    "return `Maximum ${MAX_FIELDS_PER_ROW} fields per row are allowed`",
    'return kata("Maximum {n} fields per row are allowed", { n: MAX_FIELDS_PER_ROW })',
  ],
  [/return `Should not contain more than \$\{decimalDigits\} decimal digits\.?`/g, 'return kata("Should not contain more than {n} decimal digits", { n: decimalDigits })'],
  [/return `Should be at (least|most) \$\{([a-zA-Z.()]+)\}\.`/g, (_, bound, n) => `return kata("Should be at ${bound} {n}.", { n: ${n} })`],
  [/(function translateFallback\(template, replacements\) \{\n)/, "$1  return kata(template, replacements);\n"],
];

function replaced(text, from, to) {
  const after = text.replace(from, to);
  if (after === text) throw new Error(`the form editor no longer says ${from}`);
  return after;
}

// A sentence is translated wherever it stands; a single word where it is a label, or what a function answers.
function inIndonesian(text, words, places) {
  let said = text;
  for (const from of words) {
    const quoted = `(['"])${from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\`;
    const written = from.includes(" ")
      ? new RegExp(`(?<!kata\\(|translate\\(|case )()${quoted}2`, "g")
      : new RegExp(`((?<!\\w)(?:${places.join("|")}): |\\breturn |\\w\\]: )${quoted}2`, "g");
    said = replaced(said, written, (_, place) => `${place}kata(${JSON.stringify(from)})`);
  }
  return said;
}

function ofFormEditor(path, words, places) {
  const own = `import { kata } from ${JSON.stringify(KATA)};\n`;
  let said = inIndonesian(readFileSync(path, "utf-8"), words, places);
  for (const [from, to] of EDITOR.test(path) ? filled : onCanvas) said = replaced(said, from, to);
  return own + said;
}

// The few words of the table editor that it does not translate itself.
const ofTable = [
  [/dmn-js-decision-table\/lib\/features\/drag-and-drop\/DragAndDrop\.js$/, "`Move ${isInput(col) ? 'Input' : 'Output'}`", "translate(`Move ${isInput(col) ? 'Input' : 'Output'}`)"],
  [/dmn-js-decision-table\/lib\/features\/context-menu\/ContextMenu\.js$/, '"Decision table context menu"', 'translate("Decision table context menu")'],
  [/dmn-js-shared\/lib\/components\/List\.js$/, '"Remove item"', 'translate("Remove item")'],
];
const TABLE_WORDS = fileURLToPath(new URL("js/bengkel/kamus.js", import.meta.url));

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
    for (const [filter, from, to] of ofTable) {
      const own = `import { translate } from ${JSON.stringify(TABLE_WORDS)};\n`;
      build.onLoad({ filter }, ({ path }) => ({ contents: own + replaced(read(path), from, to), loader: "js" }));
    }
    for (const [filter, words, places] of wordings) {
      build.onLoad({ filter }, ({ path }) => ({ contents: ofFormEditor(path, words, places), loader: "js" }));
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
