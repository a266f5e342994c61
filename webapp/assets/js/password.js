// Shows and hides what is typed into a password field; hides it again before it is sent.
import { ready } from "./ready.js";

ready("[data-password-toggle]", (button) => {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.textContent = visible ? button.dataset.hide : button.dataset.show;
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
});
