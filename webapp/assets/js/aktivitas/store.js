// What this device keeps: the queue of entries that were not sent yet, and the list of items. Gone at sign-out.
const NAME = "lakon-aktivitas";
const COUNT = "lakon-antre";

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

export const keep = (row) => within("antrean", "readwrite", (store) => store.put(row));
export const drop = (key) => within("antrean", "readwrite", (store) => store.delete(key));
export const remember = (name, value) => within("simpanan", "readwrite", (store) => store.put(value, name));
export const recall = (name) => within("simpanan", "readonly", (store) => store.get(name)).catch(() => undefined);

/** The rows of one account, the oldest first. Phones are shared: another's rows stay unseen. */
export async function rowsOf(account) {
  const rows = await within("antrean", "readonly", (store) => store.getAll()).catch(() => []);
  const own = rows.filter((row) => row.akun === account).sort((one, other) => one.pada - other.pada);
  try {
    window.localStorage.setItem(COUNT, own.length);
  } catch {
    // storage is switched off: then the queue is as well
  }
  return own;
}
