// Makes photos small before they are sent, where the browser can: less to pay for, and the place in the file is gone.
// The server does the same again, whatever came.
const EDGE = 1600;
const QUALITY = 0.8;
const running = new Set();

async function small(file) {
  if (!file.type.startsWith("image/") || file.type === "image/svg+xml") return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return blob ? new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
  } catch {
    return file; // not a picture that this browser can draw: the server says what it thinks of it
  }
}

export function fill(input, files) {
  const bag = new DataTransfer();
  for (const file of files) bag.items.add(file);
  input.files = bag.files;
}

/** Wait until every chosen photo is small. */
export const settled = () => Promise.all(running);

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-photo]")) return;
  const work = Promise.all([...target.files].map(small)).then((files) => fill(target, files));
  running.add(work);
  work.finally(() => running.delete(work));
});
