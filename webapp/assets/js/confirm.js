// A button (or form) with `data-confirm` asks once more, in a dialog that says what will happen to how many.
// Listens in the capture phase, so that neither htmx nor the browser sends before the answer.
const confirmed = new WeakSet();

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function ask({ confirm, confirmYes = "OK", confirmNo = "Batal", confirmDanger }, onYes) {
  const dialog = element("dialog", "dialog", "");
  const question = element("h2", "govuk-heading-m", confirm);
  const yes = element("button", confirmDanger === undefined ? "button" : "button button--danger", confirmYes);
  const no = element("button", "button button--secondary", confirmNo);
  const buttons = element("div", "button-group", "");
  question.id = "confirm-question";
  dialog.setAttribute("aria-labelledby", question.id);
  buttons.append(yes, no);
  dialog.append(question, buttons);
  yes.addEventListener("click", () => {
    dialog.close();
    onYes();
  });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const source = [event.submitter, form].find((part) => part?.dataset.confirm);
    if (!source || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const count = form.querySelectorAll("[data-select-one]:checked").length;
    const asked = { ...source.dataset, confirm: source.dataset.confirm.replace("{n}", count) };
    ask(asked, () => {
      confirmed.add(form);
      form.requestSubmit(event.submitter ?? undefined);
    });
  },
  true,
);
