// Sends one entry and says what became of it. The key is made on the device, so an entry that is sent again because its
// answer was lost is the same entry.
const QUICK = 10000; // ms
const SLOW = 90000;

/** A fresh token, whose session it is, and the server's day; or why there is none. */
export async function session(address) {
  try {
    const answer = await fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(QUICK) });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "sign-in" };
    if (!answer.ok) return { state: "trouble" };
    return { state: "open", ...(await answer.json()) };
  } catch {
    return { state: "offline" };
  }
}

function body(row, token) {
  const form = new FormData();
  for (const [name, value] of row.isian) form.append(name, value);
  form.append("csrf_token", token);
  form.append("_permintaan", row.kunci);
  if (row.luring) {
    form.append("_luring", "1");
    form.append("_jam", Date.now());
  }
  for (const [name, file] of row.berkas) form.append(name, file, file.name);
  return form;
}

export async function send(address, row, token) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: body(row, token),
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(SLOW),
    });
    if (answer.status === 401 || answer.type === "opaqueredirect") return { state: "sign-in" };
    if (answer.ok) return { state: "saved", ...(await answer.json()) };
    if (answer.status === 422) return { state: "refused", ...(await answer.json()) };
    return { state: answer.status === 413 ? "tooLarge" : "trouble" };
  } catch {
    return { state: "offline" };
  }
}
