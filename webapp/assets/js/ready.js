// Runs an action once for each element that matches, now and after htmx has put new parts into the page.
export function ready(selector, action) {
  const seen = new WeakSet();
  const run = (root) => {
    for (const element of root.querySelectorAll(selector)) {
      if (seen.has(element)) continue;
      seen.add(element);
      action(element);
    }
  };
  run(document);
  document.addEventListener("htmx:after:swap", () => run(document));
}
