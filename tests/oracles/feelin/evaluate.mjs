// Evaluates a batch of FEEL expressions with @bpmn-io/feelin, as a second opinion on webapp/feel.
//
// usage: node evaluate.mjs <node_modules> < questions.json > answers.json
// A question is {text, context, input?}: with `input` the text is a table cell, else an expression.
// Dates, times and durations travel as {"$": kind, text | months | milliseconds}.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const entry = join(process.argv[2], '@bpmn-io', 'feelin', 'dist', 'index.js');
const { evaluate, unaryTest } = await import(pathToFileURL(entry).href);

function receive(value) {
  if (Array.isArray(value)) return value.map(receive);
  if (value === null || typeof value !== 'object') return value;
  if ('$' in value) return evaluate(value.text).value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, receive(part)]));
}

function answer(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'not finite' };
  if (typeof value === 'function') return { $: 'function' };
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(answer);
  if (value.isLuxonDateTime) return moment(value);
  if (value.isLuxonDuration) return duration(value);
  if ('start included' in value) return { $: 'interval' };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, answer(part)]));
}

// feelin knows a time by its day (1 January 1900) and a date by its clock (midnight UTC).
function moment(value) {
  if (value.year === 1900 && value.month === 1 && value.day === 1) {
    return { $: 'time', text: value.toISOTime({ includeOffset: value.zone.type !== 'system' }) };
  }
  if (value.zone.type !== 'system' && value.toMillis() % 86400000 === 0 && value.offset === 0) {
    return { $: 'date', text: value.toISODate() };
  }
  return { $: 'moment', text: value.toISO({ includeOffset: value.zone.type !== 'system' }) };
}

function duration(value) {
  if (value.years || value.months) return { $: 'months', months: value.years * 12 + value.months };
  return { $: 'days', milliseconds: value.toMillis() };
}

function ask({ text, context, input }) {
  try {
    const names = receive(context);
    if (input === undefined) return { value: answer(evaluate(text, names).value) };
    return { value: answer(unaryTest(text, { ...names, '?': receive(input) }).value) };
  } catch (error) {
    return { error: String(error.message) };
  }
}

const questions = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(questions.map(ask)));
