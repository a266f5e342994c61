// Signing out clears what this device keeps of its owner: the queue of activities among it. Whoever has entries that
// were never sent is asked first; stands before confirm.js, which does the asking.
const COUNT = "lakon-antre";

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
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("[data-sign-out]")) return;
  if (waiting() > 0) window.localStorage.removeItem(COUNT);
  window.indexedDB?.deleteDatabase("lakon-aktivitas");
});
