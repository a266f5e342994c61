// A form's body is fetched anew when an answer changes on which others depend. On a slow line people write on
// meanwhile: what stands in the fields when the new body arrives is theirs and is kept.
const BODY = "isi-formulir";

let kept = [];

const fields = (part) => [...part.querySelectorAll("input[id], select[id], textarea[id]")];
const copy = ({ id, name, type, value, checked }) => ({ id, name, type, value, checked });
const isTheirs = (field) => field.type !== "hidden" && field.type !== "file" && !field.readOnly && !field.disabled;

function keep(old) {
  const fresh = document.getElementById(old.id);
  if (fresh?.name !== old.name || fresh.type !== old.type || !isTheirs(fresh)) return;
  if (old.type === "radio" || old.type === "checkbox") {
    if (fresh.value === old.value) fresh.checked = old.checked;
  } else if (fresh.localName !== "select" || [...fresh.options].some((option) => option.value === old.value)) {
    fresh.value = old.value;
  }
}

document.addEventListener("htmx:before:swap", ({ detail }) => {
  const old = detail.ctx.target;
  // Values, not elements: radio buttons of one name uncheck each other while both bodies are on the page.
  if (old?.id === BODY) kept = fields(old).filter(isTheirs).map(copy);
});
document.addEventListener("htmx:after:swap", () => {
  kept.forEach(keep);
  kept = [];
});
