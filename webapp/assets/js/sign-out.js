// Signing out clears what this device keeps of its owner: the queue of activities among it. Whoever has entries that
// were never sent is asked first; stands before confirm.js, which does the asking.
const COUNT = "lakon-antre";
const OWNER = "lakon-akun";

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
  window.indexedDB?.deleteDatabase("lakon-aktivitas");
});
