// Shows the predikat while ratings are chosen. The table comes from the server with the page
// (`data-predikat-table`), and the server decides again whatever is shown here.
function show(row) {
  const form = row.closest("form");
  const chosen = (kind) => row.querySelector(`[data-rating="${kind}"]:checked`)?.value;
  const hasil = row.dataset.hasilKerja ?? chosen("hasil_kerja"); // given by the unit's own result
  const key = JSON.parse(form.dataset.predikatTable)[`${hasil}|${chosen("perilaku")}`];
  const shape = key && form.querySelector(`template[data-predikat-key="${key}"]`);
  if (shape) row.querySelector("[data-predikat]").replaceChildren(shape.content.cloneNode(true));
}

document.addEventListener("change", ({ target }) => {
  const row = target.closest("[data-predikat-row]");
  if (row?.closest("form")?.dataset.predikatTable) show(row);
});

// On a board the digits 1, 2 and 3 choose, and the next rating is ready: a whole unit without the mouse.
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (!target.matches("[data-rating]") || !/^[1-3]$/.test(key) || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const groups = [...target.form.querySelectorAll("fieldset:has([data-rating])")];
  const group = target.closest("fieldset");
  group.querySelectorAll("[data-rating]")[key - 1].click();
  const next = groups[groups.indexOf(group) + 1];
  (next?.querySelector(":checked") ?? next?.querySelector("[data-rating]"))?.focus();
});
