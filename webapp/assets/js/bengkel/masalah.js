// The list of problems below an editor: what, where, how to mend it, and a button that goes there.
import { translate } from "./kamus.js";

export class Problems {
  // `jump` goes to an element's id; `knows` says whether the editor shows it.
  constructor({ jump, knows, file }) {
    Object.assign(this, { jump, knows, file });
    this.list = document.querySelector("[data-masalah]");
    this.count = document.querySelector("[data-masalah-jumlah]");
  }

  show(problems) {
    if (problems === null) {
      this.count.textContent = translate("Pemeriksaan gagal; coba lagi sebentar.");
      return;
    }
    const of = (severity) => problems.filter((one) => (one.severity ?? "error") === severity).length;
    const errors = of("error");
    const warnings = problems.length - errors;
    const parts = [];
    if (errors) parts.push(translate("{n} kesalahan", { n: errors }));
    if (warnings) parts.push(translate("{n} peringatan", { n: warnings }));
    this.count.textContent = parts.join(" · ") || translate("Tidak ada masalah.");
    this.list.replaceChildren(...problems.map((one) => this.line(one)));
  }

  line(problem) {
    const line = document.createElement("li");
    line.className = `masalah masalah--${problem.severity ?? "error"}`;
    const said = document.createElement("span");
    const where = problem.file && problem.file !== this.file ? ` (${translate("di berkas {file}", { file: problem.file })})` : "";
    said.textContent = `${problem.message}${where} ${problem.mend}`;
    line.append(said);
    if (problem.element && this.knows(problem.element)) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--secondary button--small";
      button.textContent = `${translate("Lompat")}: ${problem.element}`;
      button.addEventListener("click", () => this.jump(problem.element));
      line.append(" ", button);
    }
    return line;
  }
}
