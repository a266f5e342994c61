// Shows the predikat while ratings are chosen. The table comes from the server with the page
// (`data-predikat-table`), and the server decides again whatever is shown here.
function show(row) {
  const form = row.closest("form");
  const chosen = (kind) => row.querySelector(`[data-rating="${kind}"]:checked`)?.value;
  const key = JSON.parse(form.dataset.predikatTable)[`${chosen("hasil_kerja")}|${chosen("perilaku")}`];
  const shape = key && form.querySelector(`template[data-predikat-key="${key}"]`);
  if (shape) row.querySelector("[data-predikat]").replaceChildren(shape.content.cloneNode(true));
}

document.addEventListener("change", ({ target }) => {
  const row = target.closest("[data-predikat-row]");
  if (row?.closest("form")?.dataset.predikatTable) show(row);
});
