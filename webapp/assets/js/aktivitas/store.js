// What this device keeps: the queue of entries that were not sent yet, and the list of items. Gone at sign-out.
const NAME = "lakon-aktivitas";
const COUNT = "lakon-antre";
const OWNER = "lakon-akun";

let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = window.indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("antrean", { keyPath: "kunci" });
      asked.result.createObjectStore("simpanan");
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function within(store, mode, act) {
  const base = await open();
  return new Promise((done, failed) => {
    const action = base.transaction(store, mode);
    const asked = act(action.objectStore(store));
    action.oncomplete = () => done(asked.result);
    action.onabort = action.onerror = () => failed(action.error);
  });
}

const all = () => within("antrean", "readonly", (store) => store.getAll()).catch(() => []);

/** Keeps a row at its place in the queue, a new one at the end. A place is a number: a phone's clock may be set back. */
export async function keep(row) {
  const urut = row.urut ?? 1 + Math.max(0, ...(await all()).map((one) => one.urut));
  return within("antrean", "readwrite", (store) => store.put({ ...row, urut }));
}
export const drop = (key) => within("antrean", "readwrite", (store) => store.delete(key));
export const remember = (name, value) => within("simpanan", "readwrite", (store) => store.put(value, name));
export const recall = (name) => within("simpanan", "readonly", (store) => store.get(name)).catch(() => undefined);

/** The rows of one account, the oldest first. Phones are shared: another's rows stay unseen, but signing out would
 *  throw them away too, so they count. */
export async function rowsOf(account) {
  const rows = await all();
  note(COUNT, rows.length);
  return rows.filter((row) => row.akun === account).sort((one, other) => one.urut - other.urut);
}

function note(name, value) {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    // storage is switched off: then the queue is as well
  }
}

/** Whose entries wait here while there is no line: who opened these pages last. Whoever signs in takes the place away. */
export const setOwner = (account) => note(OWNER, account);
export function owner() {
  try {
    return Number(window.localStorage.getItem(OWNER)) || undefined;
  } catch {
    return undefined;
  }
}
