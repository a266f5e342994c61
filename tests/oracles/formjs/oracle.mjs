// Second opinion on forms: what form-js itself says when a person has filled in a document and presses the button.
// Bundled by the test that uses it; nothing of this is part of the product.
import { Form } from "@bpmn-io/form-js-viewer";

const rendered = () =>
  new Promise((resolve) => {
    // A message arrives after all pending microtasks, and with them after all pending renders.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });

const at = (data, path) => path.reduce((found, part) => (found === undefined || found === null ? undefined : found[part]), data);

const named = (path) =>
  path.reduce((name, part) => (typeof part === "number" ? `${name}[${part}]` : name ? `${name}.${part}` : part), "");

// A form as it is when it is opened with these facts and nothing has been filled in.
async function opened(schema, facts) {
  const form = new Form();
  await form.importSchema(schema, facts);
  const { data } = form._getState();
  form.destroy();
  return data;
}

async function judged(schema, initialData, facts, document) {
  const container = window.document.createElement("div");
  const form = new Form({ container });
  const imported = form.importSchema(schema, { ...facts, ...document });
  // Importing puts the document where the opening values belong; a person would have typed it afterwards.
  form._setState({ initialData });
  await imported;
  await rendered();
  const { data, errors } = form.submit();
  const instances = form.get("formFieldInstanceRegistry").getAllKeyed();
  const isWrong = ({ id, indexes }) => at(errors, [id, ...Object.values(indexes || {})])?.length > 0;
  const result = {
    visible: instances.map(({ valuePath }) => named(valuePath)),
    invalid: instances.filter(isWrong).map(({ valuePath }) => named(valuePath)),
    data,
  };
  form.destroy();
  return result;
}

window.judge = async (schema, cases) => {
  const openings = new Map();
  const results = [];
  for (const { facts, document } of cases) {
    const key = JSON.stringify(facts);
    if (!openings.has(key)) openings.set(key, await opened(schema, facts));
    results.push(await judged(schema, openings.get(key), facts, document));
  }
  return results;
};
