// One file of a draft in an editor: opened, checked as it changes, saved by itself, merged with what others saved.
import { translate } from "./kamus.js";
import { chooseParts } from "./gabung.js";

const CHECK_AFTER = 600;
const SAVE_AFTER = 1500;
const TRY_AGAIN = 5000;
const TELL_PRESENCE = 20_000;

// What the page says about the editor's file: addresses, names, what is known.
export function settings(root) {
  return JSON.parse(root.dataset.editor);
}

async function ask(url, method, body) {
  const token = document.querySelector("meta[name=csrf]").content;
  const answer = await fetch(url, {
    method,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: body && JSON.stringify(body),
  });
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  return { status: answer.status, ...(isJson ? await answer.json() : {}) };
}

export class DraftFile {
  // `write` gives the text as it is in the editor, `read` puts a text into it, `problems` shows what the check found.
  constructor({ urls, writable, write, read, problems }) {
    Object.assign(this, { urls, writable, write, read, problems });
    this.version = 0;
    this.changes = 0;
    this.saved = 0;
    this.status = document.querySelector("[data-simpan-status]");
    this.people = document.querySelector("[data-orang-lain]");
    this.button = document.querySelector("[data-simpan]");
    this.button?.addEventListener("click", () => this.save());
    addEventListener("beforeunload", (event) => this.isDirty && event.preventDefault());
    addEventListener("online", () => this.isDirty && this.save());
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== "s") return;
      event.preventDefault();
      this.save();
    });
  }

  get isDirty() {
    return this.changes > this.saved;
  }

  async open() {
    const { text, version } = await ask(this.urls.isi, "GET");
    this.version = version;
    await this._put(text);
    if (!this.writable) this.say("Berkas ini hanya dapat dibaca: rancangan sedang diusulkan atau sudah selesai.");
    await this.check();
    if (this.writable) this._tellPresence();
  }

  async _put(text) {
    this.quiet = true;
    await this.read(text);
    this.quiet = false;
  }

  changed() {
    if (this.quiet) return;
    this.changes += 1;
    this._later("check", CHECK_AFTER);
    if (!this.writable) return;
    this.say("Belum tersimpan");
    this._later("save", SAVE_AFTER);
  }

  _later(what, after) {
    clearTimeout(this[`${what}Timer`]);
    this[`${what}Timer`] = setTimeout(() => this[what](), after);
  }

  say(words, values, isWarning = false) {
    this.status.textContent = translate(words, values);
    this.status.classList.toggle("bengkel__warning", isWarning);
  }

  async check() {
    const round = (this.round = (this.round ?? 0) + 1);
    try {
      const { status, problems, outcomes } = await ask(this.urls.periksa, "POST", { text: await this.write() });
      if (round !== this.round) return;
      if (status === 200) this.problems(problems, outcomes);
      else this.problems(null);
    } catch {
      if (round === this.round) this.problems(null);
    }
  }

  // One save at a time; what changed meanwhile is saved after it.
  async save(choices) {
    clearTimeout(this.saveTimer);
    if (!this.writable || this.saving || (!this.isDirty && !choices)) return;
    this.saving = true;
    const changes = this.changes;
    this.say("Menyimpan …");
    try {
      const text = await this.write();
      const answer = await ask(this.urls.isi, "PUT", { text, version: this.version, choices });
      await this._answered(answer, changes, text);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.say("Tidak ada sambungan. Perubahan disimpan di halaman ini; jangan tutup sebelum tersambung lagi.", {}, true);
      this._later("save", TRY_AGAIN);
    } finally {
      this.saving = false;
    }
    if (this.isDirty && this.changes > changes) this._later("save", SAVE_AFTER);
  }

  async _answered(answer, changes, text) {
    if (answer.status === 200) {
      this.version = answer.version;
      this.saved = changes;
      this.say("Tersimpan {time}", { time: answer.at });
      if (answer.merged !== undefined && this.changes === changes) {
        await this._put(answer.merged);
        this.say("Perubahan {name} sudah digabung dengan perubahan Anda.", { name: answer.by });
        await this.check();
      }
    } else if (answer.status === 409 && answer.conflicts) {
      this.say("{name} mengubah berkas ini pukul {time}.", { name: answer.by, time: answer.at }, true);
      const choices = await chooseParts(answer);
      if (choices) this._again = setTimeout(() => this.save(choices), 0);
    } else if (answer.status === 401) {
      this.say("Sesi Anda sudah berakhir. Masuk lagi di tab lain, lalu tekan Simpan.", {}, true);
    } else {
      this.say("Perubahan tidak dapat disimpan.", {}, true);
      if (answer.message) this.status.textContent += ` ${answer.message}`;
    }
    return text;
  }

  async _tellPresence() {
    try {
      const { others } = await ask(this.urls.hadir, "POST", {});
      this.people.textContent = (others ?? []).map((name) => translate("{name} sedang membuka berkas ini.", { name })).join(" ");
    } catch {
      this.people.textContent = "";
    }
    setTimeout(() => this._tellPresence(), TELL_PRESENCE);
  }
}
