// Reads BPMN files as the common BPMN editors do (bpmn-moddle with Camunda 8's zeebe: descriptor), as a second
// opinion on the shipped diagrams.
//
// usage: node import.mjs <node_modules> <file.bpmn>... > verdicts.json
// A verdict is {warnings, unknown, elements}: what the reader complains of, element types and attributes that no
// descriptor knows (an editor would drop or ignore them), and how many elements were read.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, ...files] = process.argv.slice(2);
const { BpmnModdle } = await import(pathToFileURL(join(modules, 'bpmn-moddle', 'dist', 'index.js')).href);
const zeebe = JSON.parse(readFileSync(join(modules, 'zeebe-bpmn-moddle', 'resources', 'zeebe.json'), 'utf8'));

const isElement = (value) => value !== null && typeof value === 'object' && typeof value.$type === 'string';

// Contained elements only: with references (sourceRef, bpmnElement) the walk would never end.
function* contained(element) {
  yield element;
  for (const child of Object.values(element).flat()) {
    if (isElement(child) && child.$parent === element) yield* contained(child);
  }
}

function unknown(element) {
  if (element.$descriptor.isGeneric) return [element.$type];
  const attributes = Object.keys(element.$attrs).filter((name) => !/^(xmlns|xsi:)/.test(name));
  return attributes.map((name) => `${element.$type} ${name}`);
}

async function judge(file) {
  const { rootElement, warnings } = await new BpmnModdle({ zeebe }).fromXML(readFileSync(file, 'utf8'));
  const elements = [...contained(rootElement)];
  return {
    warnings: warnings.map((warning) => warning.message),
    unknown: elements.flatMap(unknown),
    elements: elements.length,
  };
}

const verdicts = {};
for (const file of files) verdicts[file] = await judge(file);
process.stdout.write(JSON.stringify(verdicts));
