// Signing out clears what this device keeps of its owner: the queue of activities among it. Whoever has entries that
// were never sent is asked first; stands before confirm.js, which does the asking.
const COUNT = "lakon-antre";
const OWNER = "lakon-akun";
const DEVICE_OWNER = "lakon-pemilik";

function waiting() {
  try {
    return Number(window.localStorage.getItem(COUNT) ?? 0);
  } catch {
    return 0; // storage is switched off: nothing waits
  }
}

document.addEventListener(
  "submit",
  ({ target: form }) => {
    if (!form.matches("[data-sign-out]")) return;
    const left = waiting();
    if (left > 0) form.dataset.confirm = form.dataset.waiting.replace("{n}", left);
    else delete form.dataset.confirm;
  },
  true,
);

// Before somebody signs in where another's entries wait: they go with a change of hands, so it is said in time.
const note = document.querySelector("[data-waiting-note]");
if (note) note.hidden = waiting() === 0;

function forget(name) {
  try {
    window.localStorage.removeItem(name);
  } catch {
    // storage is switched off: nothing is there
  }
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  // Whoever signs in may be somebody else: what is entered without a line is nobody's until the pages were opened.
  if (event.target.matches("[data-sign-in], [data-sign-out]")) forget(OWNER);
  if (!event.target.matches("[data-sign-out]")) return;
  forget(COUNT);
  forget(DEVICE_OWNER);
  window.indexedDB?.deleteDatabase("lakon-aktivitas");
});
