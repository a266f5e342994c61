// The words of the form editor. Its packages take none from outside: the build puts `kata` around those in their code.
import diagram from "./kata-alat.json";
import form from "./kata-formulir.json";
import filled from "./kata-formulir-sisip.json";
import components from "./kata-komponen.json";
import { speaks } from "./kamus.js";

export const kata = speaks({ ...diagram, ...components, ...filled, ...form });
