// The worker of /aktivitas: opens the page without a line when there is none. It keeps that page, which is the same for
// everybody, and the built files; nothing of a person. The server writes `SIMPANAN` above this text.
/* global SIMPANAN */
const PREFIX = "lakon-aktivitas:";
const NAME = PREFIX + SIMPANAN.berkas.join(" ");

async function keep() {
  const kept = await caches.open(NAME);
  await kept.put(SIMPANAN.halaman, await fetch(SIMPANAN.halaman, { credentials: "omit", cache: "reload" }));
  await kept.addAll(SIMPANAN.berkas);
}

async function forgetOld() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
}

const pageWithoutLine = async () => (await caches.match(SIMPANAN.halaman)) ?? Response.error();

addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(forgetOld().then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(pageWithoutLine));
  else if (SIMPANAN.berkas.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
