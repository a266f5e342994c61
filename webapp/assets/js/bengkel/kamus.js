// The words of the editors. Their packages speak English, our own words are Indonesian: each list has the other side.
import diagram from "./kata-alat.json";
import own from "./kata-sendiri.json";
import table from "./kata-tabel.json";

const isEnglish = document.documentElement.lang === "en";
const missing = new Set();

// What no list has, for the test that opens every menu and group. Names and ids that people gave are no words.
window.lakonKataKurang = missing;

// The tongue of one editor: `tools` are the words of its packages.
export function speaks(tools) {
  return (words, values = {}) => {
    const said = isEnglish ? (own[words] ?? words) : (tools[words] ?? words);
    if (!(words in tools) && !(words in own)) missing.add(words);
    return said.replace(/{([^}]+)}/g, (whole, name) => values[name] ?? whole);
  };
}

export const translate = speaks({ ...table, ...diagram });

export const kamus = { translate: ["value", translate] };
