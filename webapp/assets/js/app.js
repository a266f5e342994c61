// Enhancement only: every page works without this file. No markup is built from strings, no code from text.
import "htmx.org/dist/htmx.esm.min.js";
import "./owner.js";
import "./sign-out.js";
import "./confirm.js";
import "./draft.js";
import "./page.js";
import "./password.js";
import "./predikat.js";
import "./refresh.js";
import "./selection.js";
