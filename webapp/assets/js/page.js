// Small courtesies of every page.
import { ready } from "./ready.js";

// A page that came back with errors starts at the list of errors.
ready("[data-focus]", (summary) => summary.focus());

// The account menu closes by Escape or a click elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const summary = document.activeElement?.closest("details[data-menu][open]")?.querySelector("summary");
  closeMenus(null);
  summary?.focus();
});

// On a slow line people press twice: the second press within three seconds is dropped.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "get") return;
  const now = Date.now();
  if (now - (sent.get(event.target) ?? 0) < 3000) event.preventDefault();
  else sent.set(event.target, now);
});

// A map opens where the work stands.
ready(".map-scroll", (frame) => {
  const here = frame.querySelector(".state-current, .state-late")?.getBoundingClientRect();
  if (here) frame.scrollLeft = here.left - frame.getBoundingClientRect().left - (frame.clientWidth - here.width) / 2;
});

// Printing is a button only where a script can do it.
ready("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
