// A real OpenID provider for the tests: the certified npm package oidc-provider, on this machine only.
// Usage: node server.mjs NODE_MODULES CLIENTS_JSON. Prints its issuer as one line of JSON when it listens.
// Its clock is set (POST /uji/jam) and stands still, as that of a test does; its people are what a test types.

import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, given] = process.argv.slice(2);
const require = createRequire(join(modules, 'x.js'));
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')).href);

const RealDate = Date;
let stands = null;
globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length) super(...args);
    else super(stands ?? RealDate.now());
  }
  static now() {
    return stands ?? RealDate.now();
  }
};

// The browser of a test lives at its own time, too: to it a cookie's last day would be long past.
function withoutLastDays(response) {
  const set = response.setHeader.bind(response);
  const kept = (cookie) => (/^[^=]+=;/.test(cookie) ? cookie : cookie.replace(/; expires=[^;]*/i, ''));
  response.setHeader = (name, value) => set(name, /^set-cookie$/i.test(name) ? [value].flat().map(kept) : value);
}

const server = createServer((request, response) => {
  withoutLastDays(response);
  handle(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end(String(error));
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const people = new Map();
const provider = new Provider(issuer, {
  clients: JSON.parse(given),
  claims: { openid: ['sub', 'acr', 'amr', 'auth_time'], profile: ['nip', 'email', 'name'] },
  conformIdTokenClaims: false, // the NIP comes in the identity token itself
  acrValues: ['urn:contoh:satu', 'urn:contoh:dua'],
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true }, backchannelLogout: { enabled: true } },
  pkce: { required: () => true },
  cookies: { keys: ['kunci uji'] },
  interactions: { url: (_, interaction) => `/uji/masuk/${interaction.uid}` },
  async findAccount(_, id) {
    return { accountId: id, claims: async () => ({ sub: id, ...people.get(id) }) };
  },
});

async function bodyOf(request) {
  let body = '';
  for await (const part of request) body += part;
  return new URLSearchParams(body);
}

// Signing in, in one page: GET shows who is asked, POST says who it is and how it was known, and consents.
async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!doctype html><title>${details.prompt.name}</title><h1>Penyedia</h1><form method="post">
      <label>Akun <input name="akun"></label><label>NIP <input name="nip"></label><button>Masuk</button></form>`);
    return;
  }
  const typed = await bodyOf(request);
  if (typed.get('batal')) {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  const accountId = typed.get('akun') ?? details.session?.accountId;
  if (typed.get('akun')) people.set(accountId, { nip: typed.get('nip') || undefined, email: typed.get('email') || undefined });
  const grant = new provider.Grant({ accountId, clientId: details.params.client_id });
  grant.addOIDCScope('openid profile');
  const result = { consent: { grantId: await grant.save() } };
  if (details.prompt.name === 'login') {
    result.login = { accountId };
    if (typed.get('acr')) result.login.acr = typed.get('acr');
    if (typed.get('amr')) result.login.amr = typed.get('amr').split(' ');
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

async function handle(request, response) {
  if (request.url === '/uji/jam') {
    stands = Number((await bodyOf(request)).get('detik')) * 1000;
    response.end('ok');
  } else if (request.url.startsWith('/uji/masuk/')) {
    await interact(request, response);
  } else {
    await provider.callback()(request, response);
  }
}

provider.on('server_error', (_, error) => console.error(error));
process.stdout.write(`${JSON.stringify({ issuer })}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
