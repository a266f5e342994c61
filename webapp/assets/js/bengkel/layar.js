// The editors need room: below 900 px the page leads to the plain forms, and nothing heavy starts.
export function fitsScreen(start) {
  const wide = matchMedia("(min-width: 900px)");
  if (wide.matches) start();
  else wide.addEventListener("change", () => start(), { once: true });
}
