// The slider of a case's journal: shown where there are scripts, and it moves as soon as it is let go.
const range = document.querySelector("[data-submit-on-change]");
if (range) {
  const number = range.form.querySelector('input[type="number"]');
  range.disabled = false;
  range.hidden = false;
  number.disabled = true;
  number.hidden = true;
  range.form.querySelector("label").hidden = true;
  range.form.querySelector("button").hidden = true;
  range.addEventListener("change", () => range.form.requestSubmit());
}
