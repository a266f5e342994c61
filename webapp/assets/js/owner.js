// Whose this device is now: the account of the page that was opened last. Desks and phones are shared, so what a page
// keeps here belongs to an account, and goes when somebody else has signed in. Stands before whatever keeps anything.
const OWNER = "lakon-pemilik";
export const DRAFTS = "lakon-draft:";
/** The signed-in account, 0 on a page for strangers: nothing is kept or offered there. */
export const account = Number(document.body.dataset.akun) || 0;
/** Where the copies of this account are kept. */
export const mine = `${DRAFTS}${account}:`;

export function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // storage is switched off: nothing is kept
  }
}

function takeOver(store) {
  const before = Number(store.getItem(OWNER)) || account;
  for (const key of Object.keys(store)) if (key.startsWith(DRAFTS) && !key.startsWith(mine)) store.removeItem(key);
  if (before !== account) {
    store.removeItem("lakon-antre");
    store.removeItem("lakon-akun");
    window.indexedDB?.deleteDatabase("lakon-aktivitas");
  }
  store.setItem(OWNER, account);
}

try {
  if (account) takeOver(storage());
} catch {
  // no storage, or it is full: then nothing new is kept either
}
