// Lists for acting on many: `data-select-all` ticks every `data-select-one` of its form,
// `data-select-count` says how many are ticked.
function refresh(form) {
  const boxes = [...form.querySelectorAll("[data-select-one]")];
  const ticked = boxes.filter((box) => box.checked).length;
  const all = form.querySelector("[data-select-all]");
  const count = form.querySelector("[data-select-count]");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  if (count) count.textContent = count.dataset.selectCount.replace("{n}", ticked);
}

document.addEventListener("change", ({ target }) => {
  if (!target.form || !target.matches("[data-select-all], [data-select-one]")) return;
  if (target.matches("[data-select-all]")) {
    for (const box of target.form.querySelectorAll("[data-select-one]")) box.checked = target.checked;
  }
  refresh(target.form);
});
